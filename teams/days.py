"""Which days are holidays: what a desk has written down, else the shipped Vietnamese calendar."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING

import holidays
from django.db.models import F, Q
from django.utils.translation import get_language

from teams.models.days import Holiday, HolidayKind

if TYPE_CHECKING:
    from collections.abc import Mapping

_SATURDAY = 5
#: How far a calendar reaches beyond what was asked; further on the shipped one holds alone.
AHEAD = timedelta(days=400)


@cache
def shipped(language: str = "vi") -> holidays.HolidayBase:
    return holidays.country_holidays("VN", language="en_US" if language[:2] == "en" else "vi")


class Days:
    """A calendar of one brand: written days first, those of the brand before the desk's."""

    def __init__(self, written: Mapping[date, Holiday] | None = None) -> None:
        self.rows = written or {}
        self.written = {day: row.kind for day, row in self.rows.items()}

    def is_off(self, day: date) -> bool:
        """Whether it is Tết or another public holiday."""
        kind = self.written.get(day)
        return day in shipped() if kind is None else kind != HolidayKind.WORKING

    def is_made_up(self, day: date) -> bool:
        """Whether somebody has written down that this day is worked."""
        return self.written.get(day) == HolidayKind.WORKING

    def is_working(self, day: date) -> bool:
        """Whether offices are open; a compensated Saturday is a working day."""
        kind = self.written.get(day)
        if kind is not None:
            return kind == HolidayKind.WORKING
        return day.weekday() < _SATURDAY and day not in shipped()

    def name(self, day: date) -> str:
        """What a day off is called, in the reader's language."""
        if row := self.rows.get(day):
            return row.in_language("name")
        return shipped(get_language() or "vi").get(day, "")


def days(brand_id: int | None, since: date, until: date | None = None) -> Days:
    """The calendar of a brand from a day on; one query."""
    rows = Holiday.objects.filter(
        Q(brand=None) | Q(brand=brand_id), date__range=(since, until or since + AHEAD)
    )
    # The whole desk's rows come first, so that a brand's row of the same day replaces them.
    return Days({row.date: row for row in rows.order_by(F("brand").asc(nulls_first=True))})
