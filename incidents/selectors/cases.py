"""Finding cases, and what a person may do to one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from crisisdesk.kernel.state import blockers, permitted, reachable
from crisisdesk.kernel.text import fold
from incidents.enums import Status
from incidents.models import Incident
from incidents.models.machine import TRANSITIONS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet

    from crisisdesk.kernel.errors import Refusal
    from teams.models import User


MOST_DIGITS = 9


@dataclass(frozen=True)
class Move:
    """A transition as it stands for one person now."""

    name: str
    allowed: bool
    permitted: bool
    blockers: list[Refusal]

    def as_dict(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "allowed": self.allowed,
            "blockers": [reason.as_dict() for reason in self.blockers],
        }


def moves(incident: Incident, user: User) -> list[Move]:
    """Transitions that leave from the present state, with what holds them up.

    One that the person may not take is listed without reasons: strangers learn none.
    """
    found = []
    for name in TRANSITIONS:
        step = getattr(incident, name)
        if not reachable(step):
            continue
        right = permitted(step, user)
        reasons = blockers(step, user) if right else []
        found.append(Move(name, right and not reasons, right, reasons))
    return found


def by_reference(user: User, reference: str) -> QuerySet[Incident]:
    """The case of that reference, if the person may see it; else nothing (404)."""
    prefix, _dash, number = reference.upper().partition("-")
    if prefix not in ("INC", "DRL") or not is_number(number):
        return Incident.objects.none()
    return Incident.objects.visible_to(user).filter(number=int(number), is_drill=prefix == "DRL")


ORDERS = {"newest": "-id", "oldest": "id", "changed": "-last_seq"}
#: Filters that compare one column with one value of the address.
PLAIN = {"severity": "severity", "brand": "brand__slug", "kind": "kind"}


def listing(user: User, wanted: Mapping[str, str]) -> QuerySet[Incident]:
    """The list of cases by the filters of the address: status, severity, brand, mine, q, drill."""
    found = Incident.objects.visible_to(user).select_related("brand", "lead")
    status = wanted.get("status", "open")
    if status == "open":
        found = found.filter(status__in=Status.open_states)
    elif status in Status.values:
        found = found.filter(status=status)
    plain = {column: wanted[name] for name, column in PLAIN.items() if wanted.get(name)}
    found = found.filter(is_drill=bool(wanted.get("drill")), **plain)
    if wanted.get("mine"):
        found = found.filter(lead=user)
    found = _by_words(found, fold(wanted.get("q", "")).strip())
    return found.order_by(ORDERS.get(wanted.get("order", ""), "-id"))


def _by_words(found: QuerySet[Incident], words: str) -> QuerySet[Incident]:
    number = words.removeprefix("inc-").removeprefix("drl-")
    if is_number(number):
        return found.filter(number=int(number))
    return found.filter(title_key__contains=words) if words else found


def is_number(text: str) -> bool:
    """Whether the text is a case number that the database can hold."""
    return text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS
