"""Who is on duty."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crisisdesk.kernel.clock import now
from teams.models import DutyShift, User

if TYPE_CHECKING:
    from datetime import datetime

    from teams.models import Brand


def on_duty(
    brand: Brand | int, at: datetime | None = None, *, role: str | None = None
) -> list[User]:
    """People on duty for a brand at a moment, the longest on shift first.

    A hand-made shift is general duty; nobody has it for a single role of a case.
    """
    if role is not None:
        return []
    moment = at or now()
    shifts = DutyShift.objects.filter(
        brand=brand, starts_at__lte=moment, ends_at__gt=moment, user__is_active=True
    ).select_related("user")
    return [shift.user for shift in shifts]


def is_on_duty(user: User, brand_id: int) -> bool:
    moment = now()
    return DutyShift.objects.filter(
        brand_id=brand_id, user=user, starts_at__lte=moment, ends_at__gt=moment
    ).exists()
