"""Putting a step of the first day off, with a reason, and taking it up again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from crisisdesk.kernel.rights import require
from crisisdesk.kernel.text import nfc, one_line
from teams.models import SkippedStep, Step

if TYPE_CHECKING:
    from teams.models import Brand, User


@transaction.atomic
def skip(brand: Brand, step: Step, *, actor: User, reason: str) -> SkippedStep:
    """Leave a step for later; a second admin who presses too changes nothing."""
    require(actor, "teams.manage_brand", brand)
    said = one_line(nfc(reason), 200).strip()
    if not said:
        raise ValidationError({"reason": _("Say in a sentence why it may wait.")}, code="required")
    row, _made = SkippedStep.objects.get_or_create(
        brand=brand, step=step, defaults={"by": actor, "reason": said}
    )
    return row


@transaction.atomic
def take_up(brand: Brand, step: Step, *, actor: User) -> None:
    """Put the step back on the path."""
    require(actor, "teams.manage_brand", brand)
    SkippedStep.objects.filter(brand=brand, step=step).delete()
