"""The duty rota."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from crisisdesk.kernel.rights import require
from teams.models import DutyShift, Role
from teams.roles import people

if TYPE_CHECKING:
    from datetime import datetime

    from teams.models import Brand, User

#: Someone who only looks cannot be the one who answers.
ON_ROTA = (Role.MEMBER, Role.MANAGER, Role.LEGAL, Role.EXECUTIVE, Role.ADMIN)


def add_shift(
    brand: Brand, user: User, starts_at: datetime, ends_at: datetime, *, actor: User
) -> DutyShift:
    """Put a person on duty from a moment until another; nobody is on duty twice at once."""
    require(actor, "teams.manage_duty", brand)
    if not people(brand, ON_ROTA).filter(pk=user.pk).exists():
        raise ValidationError({"user": _("This person cannot be on duty for this brand.")})
    if ends_at <= starts_at:
        raise ValidationError({"ends_at": _("A shift ends after it starts.")})
    shift = DutyShift(brand=brand, user=user, starts_at=starts_at, ends_at=ends_at)
    shift.full_clean()
    try:
        with transaction.atomic():
            shift.save()
    except IntegrityError as error:
        # Someone else was a moment faster; the database has the last word.
        raise ValidationError(_("This person already has a shift at that time.")) from error
    return shift


def remove_shift(shift: DutyShift, *, actor: User) -> None:
    """Take a shift off the rota."""
    require(actor, "teams.manage_duty", shift.brand)
    shift.delete()
