"""Working time in Vietnam: Monday to Friday, 8:30-12:00 and 13:00-17:30, without holidays.

Eight hours a day, so that a shipped "480 minutes" is one working day. Which days are holidays says
the desk's own calendar, where it says something, else the shipped one.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from teams.days import Days, days

if TYPE_CHECKING:
    from collections.abc import Iterator

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
PERIODS = ((time(8, 30), time(12, 0)), (time(13, 0), time(17, 30)))
MINUTES_A_DAY = 480


def is_working_day(day: date, calendar: Days | None = None) -> bool:
    """Whether offices are open: no weekend, no Tết, no public holiday."""
    return (calendar or days(None, day, day)).is_working(day)


def is_holiday(day: date, calendar: Days | None = None) -> bool:
    """Whether it is Tết or another public holiday."""
    return (calendar or days(None, day, day)).is_off(day)


def add_working(
    start: datetime, minutes: int, brand_id: int | None = None, calendar: Days | None = None
) -> datetime:
    """The moment when so many working minutes have passed since `start`; one query without one."""
    left = timedelta(minutes=minutes)
    local = start.astimezone(ZONE)
    calendar = calendar or days(brand_id, local.date())
    for opens, closes in _periods(local, calendar):
        if left <= closes - opens:
            return opens + left
        left -= closes - opens
    raise AssertionError("working periods never end")


def _periods(start: datetime, calendar: Days) -> Iterator[tuple[datetime, datetime]]:
    """Working periods from `start` on, the first one cut at it."""
    day = start.date()
    while True:
        if calendar.is_working(day):
            for begin, end in PERIODS:
                opens = max(datetime.combine(day, begin, ZONE), start)
                closes = datetime.combine(day, end, ZONE)
                if opens < closes:
                    yield opens, closes
        day += timedelta(days=1)
