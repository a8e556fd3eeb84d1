"""The library of a brand: what is in force, where it is used, and what waits."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from playbooks import selectors, uses
from playbooks.enums import VersionState
from playbooks.models import Playbook, PlaybookVersion, Proposal, Risk, Suggestion

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from playbooks.selectors import Card
    from teams.models import Brand, User


@dataclass(frozen=True)
class Line:
    """One playbook of the library with what the other rooms know about it."""

    card: Card
    use: uses.InCases
    drilled_at: datetime | None
    #: Proposals after cases, and suggestions, that nobody has answered.
    waiting: int

    @property
    def playbook(self) -> Playbook:
        return self.card.playbook

    @property
    def undrilled(self) -> bool:
        """The common first hour is part of every drill and counts for itself never."""
        return bool(self.card.in_force and not self.drilled_at and not self.playbook.is_common)

    @property
    def on_versions(self) -> list[tuple[int, list[uses.OpenCase]]]:
        """Running cases by the version they began with, the newest first."""
        numbers = sorted({case.number for case in self.use.open}, reverse=True)
        return [(n, [case for case in self.use.open if case.number == n]) for n in numbers]


#: The choices of the filter; "" shows all.
SHOWN: dict[str, tuple[object, Callable[[Line], bool]]] = {
    "used": (_("A case runs on it"), lambda line: bool(line.use.open)),
    "waiting": (_("Proposals wait"), lambda line: line.waiting > 0),
    "overdue": (_("Review overdue"), lambda line: line.card.overdue),
    "unread": (
        _("Nobody has looked it over"),
        lambda line: bool(line.card.in_force and line.card.in_force.is_unread),
    ),
    "undrilled": (_("Never drilled"), lambda line: line.undrilled),
    "in_work": (_("A new version in work"), lambda line: line.card.in_work is not None),
    "retired": (_("Not in force"), lambda line: line.card.in_force is None),
}


def shelf(brand: Brand, user: User, words: str = "", shown: str = "") -> list[Line]:
    """Every playbook that fits words and filter; a fixed number of queries."""
    cases = uses.in_cases(user, brand.pk)
    drilled = uses.last_drilled(brand.pk)
    waiting = _waiting(brand)
    lines = [
        Line(
            card=card,
            use=cases.get(card.playbook.pk, uses.InCases()),
            drilled_at=drilled.get(card.playbook.slug),
            waiting=waiting[card.playbook.pk],
        )
        for card in selectors.library(brand, words)
    ]
    return [line for line in lines if SHOWN[shown][1](line)] if shown in SHOWN else lines


def _waiting(brand: Brand) -> Counter[int]:
    """How many words of others nobody has answered yet, by playbook."""
    proposed = Proposal.objects.filter(playbook__brand=brand, version=None, declined_at=None)
    wished = Suggestion.objects.filter(playbook__brand=brand, answered_at=None)
    pks = proposed.order_by().values_list("playbook_id")
    return Counter(
        pk for (pk,) in pks.union(wished.order_by().values_list("playbook_id"), all=True)
    )


@dataclass(frozen=True)
class Left:
    """What stays behind when a playbook is retired."""

    cases: list[uses.OpenCase]
    risks: list[Risk]
    scenarios: list[uses.Named]
    #: Playbooks in force that send the team here.
    switches: list[Playbook]

    def __bool__(self) -> bool:
        return any((self.cases, self.risks, self.scenarios, self.switches))


def left_by(playbook: Playbook, user: User) -> Left:
    """Who would stand without a plan if this one went."""
    use = uses.in_cases(user, playbook.brand_id).get(playbook.pk, uses.InCases())
    pointing = Q(content__cross_over__contains=[{"to": playbook.slug}])
    versions = PlaybookVersion.objects.filter(
        pointing, playbook__brand=playbook.brand_id, state=VersionState.PUBLISHED
    )
    return Left(
        cases=list(use.open),
        risks=list(Risk.objects.filter(playbook=playbook, closed_at=None)),
        scenarios=uses.naming(playbook),
        switches=list(Playbook.objects.filter(versions__in=versions).exclude(pk=playbook.pk)),
    )
