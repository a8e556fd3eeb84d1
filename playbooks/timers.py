"""When something is due, by a brand's timers."""

from __future__ import annotations

from datetime import datetime, timedelta

from crisisdesk.kernel.vocabulary import Severity
from playbooks import common_data
from playbooks.models import TimerPolicy
from playbooks.workdays import add_working
from teams.models import Brand

#: Timers of which every severity has a row in every brand.
KEYS = tuple(common_data.timers())
QUIET_WINDOW = "quiet_window"


def due_at(brand_id: int, key: str, severity: str | None, start: datetime) -> datetime | None:
    """When `key` is due for a case that began at `start`; None where the level has no such timer."""
    minutes, working = _policy(brand_id, key, severity)
    if minutes is None:
        return None
    return add_working(start, minutes, brand_id) if working else start + timedelta(minutes=minutes)


def minutes_for(brand_id: int, key: str, severity: str | None) -> int | None:
    """Minutes of a timer; unscored cases run as high (contract 6.7)."""
    return _policy(brand_id, key, severity)[0]


def hard_minutes_for(key: str, severity: str | None) -> int | None:
    """The limit beyond a timer at which patience ends, where there is one."""
    return common_data.timers()[key].hard.get(severity or Severity.HIGH)


def _policy(brand_id: int, key: str, severity: str | None) -> tuple[int | None, bool]:
    level = severity or Severity.HIGH
    shipped = common_data.timers()[key]
    if key == QUIET_WINDOW and (own := _quiet_minutes(brand_id)) is not None:
        return own, False
    row = (
        TimerPolicy.objects.filter(brand_id=brand_id, key=key, severity=level)
        .values_list("minutes", "working")
        .first()
    )
    return row or (shipped.minutes[level], level in shipped.working)


def _quiet_minutes(brand_id: int) -> int | None:
    """A brand's own quiet window, the same for every severity."""
    return Brand.objects.filter(pk=brand_id).values_list("quiet_minutes", flat=True).first()
