"""When something is due, by a brand's timers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from crisisdesk.kernel.vocabulary import Severity
from playbooks import common_data
from playbooks.common_data import Ahead, Limit
from playbooks.models import TimerPolicy, TimerWarning
from playbooks.workdays import add_working
from teams.models import Brand

#: Timers of which every severity has a row in every brand.
KEYS = tuple(common_data.timers())
QUIET_WINDOW = "quiet_window"


@dataclass(frozen=True)
class Deadline:
    """A timer counted from a moment; without a limit there is nothing to be late for."""

    limit: Limit
    due_at: datetime | None = None
    warn_at: datetime | None = None
    hard_due_at: datetime | None = None


@dataclass(frozen=True)
class Timers:
    """A brand's timers at one severity, read once for as many clocks as there are."""

    brand_id: int
    limits: dict[str, Limit]
    ahead: Ahead

    def deadline(self, key: str, start: datetime) -> Deadline:
        """The moments of a timer that began at `start`."""
        limit = self.limits[key]
        if limit.minutes is None:
            return Deadline(limit)
        hard = (
            after(self.brand_id, start, limit.hard, working=limit.working) if limit.hard else None
        )
        due = after(self.brand_id, start, limit.minutes, working=limit.working)
        return Deadline(limit, due, self._warn_at(limit, start), hard)

    def promised(self, start: datetime, due: datetime) -> Deadline:
        """The moments of what a person promised for a certain time, counted round the clock."""
        limit = Limit(int((due - start).total_seconds() // 60))
        return Deadline(Limit(None), due, self._warn_at(limit, start))

    def _warn_at(self, limit: Limit, start: datetime) -> datetime | None:
        if limit.minutes is None or self.ahead.percent is None:
            return None
        share = limit.minutes * self.ahead.percent // 100
        passed = min(share, limit.minutes - self.ahead.least_minutes)
        # Whoever has a minute or two is warned by the clock itself.
        return after(self.brand_id, start, passed, working=limit.working) if passed > 0 else None


def after(brand_id: int, start: datetime, minutes: int, *, working: bool) -> datetime:
    """So many minutes later, round the clock or in the brand's working time."""
    return add_working(start, minutes, brand_id) if working else start + timedelta(minutes=minutes)


def of_level(brand_id: int, severity: str | None) -> Timers:
    """Every timer of a severity; unscored cases run as high (contract 6.7)."""
    level = severity or Severity.HIGH
    rows = TimerPolicy.objects.filter(brand_id=brand_id, severity=level)
    own = {row.key: Limit(row.minutes, row.working, row.hard_minutes) for row in rows}
    shipped = {key: timer.limit(level) for key, timer in common_data.timers().items()}
    warning = TimerWarning.objects.filter(brand_id=brand_id).first()
    ahead = Ahead(warning.percent, warning.least_minutes) if warning else None
    return Timers(brand_id, {**shipped, **own}, ahead or common_data.timer_warning())


def due_at(brand_id: int, key: str, severity: str | None, start: datetime) -> datetime | None:
    """When `key` is due for a case that began at `start`; None where the level has no such timer."""
    limit = _limit(brand_id, key, severity)
    if limit.minutes is None:
        return None
    return after(brand_id, start, limit.minutes, working=limit.working)


def minutes_for(brand_id: int, key: str, severity: str | None) -> int | None:
    """Minutes of a timer; unscored cases run as high (contract 6.7)."""
    return _limit(brand_id, key, severity).minutes


def _limit(brand_id: int, key: str, severity: str | None) -> Limit:
    level = severity or Severity.HIGH
    shipped = common_data.timers()[key].limit(level)
    if key == QUIET_WINDOW and (own := _quiet_minutes(brand_id)) is not None:
        return Limit(own)
    row = (
        TimerPolicy.objects.filter(brand_id=brand_id, key=key, severity=level)
        .values_list("minutes", "working", "hard_minutes")
        .first()
    )
    return Limit(*row) if row else shipped


def _quiet_minutes(brand_id: int) -> int | None:
    """A brand's own quiet window, the same for every severity."""
    return Brand.objects.filter(pk=brand_id).values_list("quiet_minutes", flat=True).first()
