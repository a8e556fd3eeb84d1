"""How often one person may have the desk write to an address that may be somebody else's."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.clock import iso, minutes, now
from crisisdesk.kernel.errors import Blocked, Refusal
from teams.models import ReachRule

if TYPE_CHECKING:
    from teams.models import User

MOST = 10
WITHIN = minutes(60)


def count_asking(user: User) -> None:
    """Count one code or test, in the caller's transaction; beyond the limit it is refused."""
    rule, _made = ReachRule.objects.select_for_update().get_or_create(user=user)
    since = now() - WITHIN
    recent = [text for text in rule.asked if datetime.fromisoformat(text) > since]
    if len(recent) >= MOST:
        raise Blocked(
            [Refusal("too_many", _("That was asked for ten times within an hour. Try later."))]
        )
    rule.asked = [*recent, iso(now())]
    rule.save(update_fields=["asked"])
