"""Where an admin begins: with the first day, as long as their desk is empty."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from crisisdesk.kernel.rights import may
from desk.firstday import path
from teams.roles import memberships

if TYPE_CHECKING:
    from teams.models import User


def of(user: User) -> str:
    """The first day for an admin of a desk on which nobody has begun, else the usual place."""
    mine = list(memberships(user).values())
    if len(mine) != 1 or not may(user, "teams.manage_brand", mine[0].brand):
        return ""
    return reverse("desk:first-day") if path.is_empty(mine[0].brand) else ""
