"""Changing a brand's policies: timers, legal clocks, people to tell."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.errors import Blocked, Refusal
from crisisdesk.kernel.rights import require
from crisisdesk.kernel.state import lock
from crisisdesk.kernel.text import nfc, one_line
from playbooks.models import LegalClock, Stakeholder, StakeholderList, TimerPolicy

if TYPE_CHECKING:
    from collections.abc import Iterable

    from teams.models import Brand, User

NO_HOURS = Refusal("no_hours", _("Enter the hours before confirming the deadline."))


@transaction.atomic
def set_timers(
    brand: Brand, minutes: dict[tuple[str, str], tuple[int | None, bool]], *, actor: User
) -> None:
    """Set minutes and calendar by (timer, severity); running clocks keep what they began with."""
    require(actor, "playbooks.manage", brand)
    TimerPolicy.objects.bulk_create(
        [
            TimerPolicy(brand=brand, key=key, severity=severity, minutes=count, working=working)
            for (key, severity), (count, working) in minutes.items()
        ],
        update_conflicts=True,
        unique_fields=["brand", "key", "severity"],
        update_fields=["minutes", "working"],
    )


@transaction.atomic
def change_legal_clock(clock: LegalClock, *, actor: User, **fields: Any) -> LegalClock:
    """Change a legal deadline; the confirmation of its old form ends."""
    require(actor, "playbooks.edit", clock)
    clock = lock(clock)
    for name, value in fields.items():
        setattr(clock, name, value)
    clock.verified_by = None
    clock.verified_on = None
    clock.save()
    return clock


@transaction.atomic
def confirm_legal_clock(clock: LegalClock, *, actor: User) -> LegalClock:
    """A lawyer stands up for the deadline as it is written."""
    require(actor, "playbooks.verify_legal_clock", clock)
    clock = lock(clock)
    if clock.hours is None:
        raise Blocked([NO_HOURS])
    clock.verified_by = actor
    clock.verified_on = today()
    clock.save(update_fields=["verified_by", "verified_on"])
    return clock


def today() -> date:
    """The day it is for the desk."""
    return timezone.localdate()


@transaction.atomic
def save_stakeholder(
    stakeholder: Stakeholder, *, actor: User, lists: Iterable[StakeholderList] | None = None
) -> Stakeholder:
    """Add or change someone outside who is to be told, and the lists they are on."""
    require(actor, "playbooks.manage", stakeholder)
    stakeholder.save()
    if lists is not None:
        stakeholder.lists.set(lists)
    return stakeholder


@transaction.atomic
def remove_stakeholder(stakeholder: Stakeholder, *, actor: User) -> None:
    """Take somebody off the list."""
    require(actor, "playbooks.manage", stakeholder)
    stakeholder.delete()


@transaction.atomic
def save_list(row: StakeholderList, *, actor: User, name: str) -> StakeholderList:
    """Make a list of people who are told together, or call it otherwise."""
    require(actor, "playbooks.manage", row)
    row.name = one_line(nfc(name), 80)
    row.full_clean()
    row.save()
    return row


@transaction.atomic
def remove_list(row: StakeholderList, *, actor: User) -> None:
    """Drop a list; its people stay."""
    require(actor, "playbooks.manage", row)
    row.delete()
