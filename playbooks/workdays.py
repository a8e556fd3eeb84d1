"""Working time in Vietnam: Monday to Friday, 8:30-12:00 and 13:00-17:30, without holidays.

Eight hours a day, so that a shipped "480 minutes" is one working day.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import holidays

if TYPE_CHECKING:
    from collections.abc import Iterator

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
PERIODS = ((time(8, 30), time(12, 0)), (time(13, 0), time(17, 30)))
MINUTES_A_DAY = 480
_SATURDAY = 5


@cache
def _calendar() -> holidays.HolidayBase:
    return holidays.country_holidays("VN")


def is_working_day(day: date) -> bool:
    """Whether offices are open: no weekend, no Tết, no public holiday."""
    return day.weekday() < _SATURDAY and not is_holiday(day)


def is_holiday(day: date) -> bool:
    """Whether it is Tết or another public holiday."""
    return day in _calendar()


def add_working(start: datetime, minutes: int) -> datetime:
    """The moment when so many working minutes have passed since `start`."""
    left = timedelta(minutes=minutes)
    for opens, closes in _periods(start.astimezone(ZONE)):
        if left <= closes - opens:
            return opens + left
        left -= closes - opens
    raise AssertionError("working periods never end")


def _periods(start: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Working periods from `start` on, the first one cut at it."""
    day = start.date()
    while True:
        if is_working_day(day):
            for begin, end in PERIODS:
                opens = max(datetime.combine(day, begin, ZONE), start)
                closes = datetime.combine(day, end, ZONE)
                if opens < closes:
                    yield opens, closes
        day += timedelta(days=1)
