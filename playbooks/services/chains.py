"""Changing who signs: an admin's act that those who sign hear of. Running approvals keep theirs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.rights import require
from crisisdesk.kernel.vocabulary import Language, Severity, StatementKind
from playbooks import common_data
from playbooks.enums import ChainMode, Lane, Office
from playbooks.models import ApprovalChain, Playbook
from teams.models import Role
from teams.notify import tell
from teams.roles import people

if TYPE_CHECKING:
    from teams.models import Brand, User

MOST_STEPS = 8
LAST_ORDER = 9
Steps = list[dict[str, Any]]


@dataclass(frozen=True)
class ChainKey:
    """Which chain of a brand: kind × severity × lane, and × language × channel where it adds."""

    kind: str
    severity: str
    lane: str
    language: str = ""
    channel: str = ""

    @property
    def adds(self) -> bool:
        return bool(self.language or self.channel)

    @property
    def general(self) -> tuple[str, str, str]:
        return (self.kind, self.severity, self.lane)


def check_key(key: ChainKey) -> None:
    """Refuse a chain that no text could ever go."""
    known = (
        ("kind", key.kind, StatementKind.values),
        ("severity", key.severity, Severity.values),
        ("lane", key.lane, Lane.values),
        ("language", key.language, ["", *Language.values]),
        ("channel", key.channel, ["", *common_data.channels()]),
    )
    wrong = {name: _("Unknown here.") for name, value, allowed in known if value not in allowed}
    if wrong:
        raise ValidationError(wrong)
    if key.general not in common_data.chains():
        raise ValidationError({"lane": _("This kind of text has no such lane.")})


@transaction.atomic
def set_chain(brand: Brand, key: ChainKey, steps: Steps, *, actor: User) -> ApprovalChain | None:
    """Set the steps of a chain; None where an addition is taken away."""
    require(actor, "playbooks.manage", brand)
    check_key(key)
    steps = cleaned(brand, steps)
    if not steps and not key.adds and common_data.chains()[key.general]:
        raise ValidationError(_("A text of this kind needs at least one signature."))
    if not steps and key.adds:
        ApprovalChain.objects.filter(brand=brand, **vars(key)).delete()
        row = None
    else:
        row, _created = ApprovalChain.objects.update_or_create(
            brand=brand,
            **vars(key),
            defaults={"steps": steps, "changed_by": actor, "changed_at": now()},
        )
    _tell(brand, key, actor)
    return row


@transaction.atomic
def reset_chain(brand: Brand, key: ChainKey, *, actor: User) -> None:
    """Back to what the desk came with."""
    require(actor, "playbooks.manage", brand)
    check_key(key)
    ApprovalChain.objects.filter(brand=brand, **vars(key)).delete()
    if not key.adds:
        steps = common_data.chains()[key.general]
        ApprovalChain.objects.create(brand=brand, **vars(key), steps=steps)
    _tell(brand, key, actor)


def cleaned(brand: Brand, steps: Steps) -> Steps:
    """Steps as they are stored, or what is wrong with which of them."""
    if len(steps) > MOST_STEPS:
        raise ValidationError(_("At most %(count)s steps.") % {"count": MOST_STEPS})
    types = set(Playbook.objects.filter(brand=brand).values_list("slug", flat=True))
    wrong = [
        ValidationError(_("Step %(number)s: %(why)s") % {"number": number, "why": why})
        for number, step in enumerate(steps, 1)
        if (why := _fault(step, types))
    ]
    if wrong:
        raise ValidationError(wrong)
    return sorted((_stored(step) for step in steps), key=lambda step: step["order"])


def _fault(step: dict[str, Any], types: set[str]) -> str:
    """Why a step cannot be, in a sentence; empty where it can."""
    holders, backup = set(step.get("holders") or ()), set(step.get("backup") or ())
    order, other_types = step.get("order"), set(step.get("only_types") or ()) - types
    in_order = isinstance(order, int) and 1 <= order <= LAST_ORDER
    known = holders | backup <= set(Office.values)
    faults = (
        (not in_order, _("the order is a number from 1 to %(last)s.") % {"last": LAST_ORDER}),
        (step.get("mode") not in ChainMode.values, _("choose “one of” or “all of”.")),
        (not holders or not known, _("choose who signs.")),
        (not backup, _("name a backup for when the time has run out.")),
        (holders & backup, _("an office cannot be its own backup.")),
        (other_types, _("this type of case is unknown.")),
    )
    return next((why for wrong, why in faults if wrong), "")


def _stored(step: dict[str, Any]) -> dict[str, Any]:
    found = {
        "order": step["order"],
        "mode": str(step["mode"]),
        "holders": list(step["holders"]),
        "backup": list(step["backup"]),
    }
    return found | ({"only_types": sorted(step["only_types"])} if step.get("only_types") else {})


def _tell(brand: Brand, key: ChainKey, actor: User) -> None:
    """Whoever signs hears that the rules of signing have changed."""
    moment = now()
    tell(
        people(brand, {Role.MANAGER, Role.LEGAL, Role.EXECUTIVE}),
        "playbooks.chain_changed",
        key=f"chain:{brand.pk}:{moment.isoformat()}",
        url=reverse("playbooks:chain", args=key.general),
        actor=actor.name,
        kind=key.kind,
        severity=key.severity,
    )
