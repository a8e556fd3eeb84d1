"""Changing the deadlines that the law sets: an admin writes, a lawyer stands up for them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.errors import Blocked, Refusal
from crisisdesk.kernel.rights import require
from crisisdesk.kernel.state import lock
from crisisdesk.kernel.text import fold
from playbooks import ports
from playbooks.models import LegalClock

if TYPE_CHECKING:
    from teams.models import Brand, User

NO_HOURS = Refusal("no_hours", _("Enter the hours before confirming the deadline."))
#: Whether it is in use is the desk's affair and no part of what a lawyer confirms.
NOT_CONFIRMED = {"active"}
KEY_LENGTH = 30


@transaction.atomic
def add_legal_clock(brand: Brand, *, actor: User, **fields: Any) -> LegalClock:
    """Write down another legal deadline; it only warns until a lawyer has confirmed it."""
    require(actor, "playbooks.manage", brand)
    clock = LegalClock(brand=brand, key=_key(brand, fields["name_vi"]), **fields)
    clock.changed_by, clock.changed_at = actor, now()
    clock.full_clean()
    clock.save(force_insert=True)
    return clock


def _key(brand: Brand, name: str) -> str:
    """A key of its own, from the name."""
    stem = slugify(fold(name))[:KEY_LENGTH].strip("-") or "clock"
    taken = set(LegalClock.objects.filter(brand=brand).values_list("key", flat=True))
    numbered = (f"{stem}-{number}" for number in range(2, len(taken) + 3))
    return next(key for key in (stem, *numbered) if key not in taken)


@transaction.atomic
def change_legal_clock(clock: LegalClock, *, actor: User, **fields: Any) -> LegalClock:
    """Change a legal deadline; the confirmation of its old form ends.

    Runs under way keep what they were computed from.
    """
    require(actor, "playbooks.edit", clock)
    clock = lock(clock)
    changed = {name for name, value in fields.items() if getattr(clock, name) != value}
    if not changed:
        return clock
    for name in changed:
        setattr(clock, name, fields[name])
    clock.changed_by, clock.changed_at = actor, now()
    if changed - NOT_CONFIRMED:
        clock.edition += 1
        clock.verified_by = clock.verified_on = None
    clock.full_clean()
    clock.save()
    return clock


@transaction.atomic
def confirm_legal_clock(clock: LegalClock, *, actor: User) -> LegalClock:
    """A lawyer stands up for the deadline as it is written, also where it runs already."""
    require(actor, "playbooks.verify_legal_clock", clock)
    clock = lock(clock)
    if clock.hours is None:
        raise Blocked([NO_HOURS])
    clock.verified_by = actor
    clock.verified_on = today()
    clock.save(update_fields=["verified_by", "verified_on"])
    ports.announce("legal_clock_confirmed", clock=clock)
    return clock


def today() -> date:
    """The day it is for the desk."""
    return timezone.localdate()
