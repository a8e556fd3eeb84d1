"""What a person wishes: which channel for which severity, and when to be left alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from crisisdesk.kernel.vocabulary import Severity
from teams.models import ReachRule
from teams.reaching.choosing import CHANNELS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import time

    from teams.models import User


@transaction.atomic
def save(
    user: User,
    *,
    wishes: Mapping[str, list[str]],
    quiet_from: time | None,
    quiet_until: time | None,
    unaccented: bool,
) -> ReachRule:
    """Replace the wishes about the named channels; the others keep theirs."""
    if (quiet_from is None) != (quiet_until is None):
        raise ValidationError({"quiet_until": _("Quiet hours have a beginning and an end.")})
    if quiet_from and quiet_from == quiet_until:
        raise ValidationError(
            {"quiet_until": _("Quiet hours end at another time than they begin.")}
        )
    for channel, severities in wishes.items():
        if channel not in CHANNELS or not set(severities) <= set(Severity.values):
            raise ValidationError(_("This desk does not know that way."))
    row, _made = ReachRule.objects.select_for_update().get_or_create(user=user)
    row.wishes = {**row.wishes, **wishes}
    row.quiet_from, row.quiet_until, row.unaccented = quiet_from, quiet_until, unaccented
    row.save()
    return row
