"""Times as exports write them; whether 02/03 is March or February is told by the whole column."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import NamedTuple

from django.utils.dateparse import parse_datetime

DAY_FIRST, MONTH_FIRST = "dmy", "mdy"
#: Excel counts days from here; these are the days of 1982 to 2119.
EXCEL_ZERO, EXCEL_FIRST, EXCEL_LAST = datetime(1899, 12, 30), 30_000, 80_000  # noqa: DTZ001 -- naive like the cell
#: Seconds since 1970 in 2001 to 2286; a thousand times that are milliseconds.
EPOCH_FIRST, EPOCH_LAST = 1_000_000_000, 10_000_000_000
NOON = 12
CENTURY = 2000
SHORT_YEAR = 100
MOST_MONTHS = 12

_PARTS = re.compile(
    r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})"
    r"(?:[ ,T]+(?:lúc )?(\d{1,2})[:h](\d{2})?(?::(\d{2}))?(?:\.\d+)?\s*([ap]m|sa|ch)?)?",
    re.IGNORECASE,
)
#: Vietnamese papers write the time first: 14:05 02/03/2026.
_TIME_FIRST = re.compile(r"(\d{1,2}[:h]\d{2}(?::\d{2})?)[ ,-]+(\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4})")
_NUMBER = re.compile(r"\d{5,16}(\.\d+)?")


class Order(NamedTuple):
    """How the dates of a column are read, and how sure that is."""

    value: str
    #: False where every date of the column could be read both ways.
    certain: bool
    #: Dates that only fit the other order.
    against: int = 0


def order_of(values: Iterable[str]) -> Order:
    """Day or month first, decided by the dates of the column that allow only one."""
    days = months = 0
    for value in values:
        if match := _PARTS.match(_turned(value)):
            first, second = int(match[1]), int(match[2])
            days += first > MOST_MONTHS >= second
            months += second > MOST_MONTHS >= first
    if months > days:
        return Order(MONTH_FIRST, certain=True, against=days)
    return Order(DAY_FIRST, certain=bool(days), against=months)


def depends_on_order(values: Iterable[str]) -> bool:
    """Whether any date of the column is written with day and month in front."""
    return any(_PARTS.match(_turned(value)) for value in values)


def _turned(value: str) -> str:
    value = " ".join(value.split())
    match = _TIME_FIRST.fullmatch(value)
    return f"{match[2]} {match[1]}" if match else value


def moment(value: str, order: str = DAY_FIRST) -> datetime | None:
    """The time a cell says, with or without a zone; None where it says none."""
    value = _turned(value)
    try:
        if match := _PARTS.fullmatch(value):
            return _from_parts(match, order)
        if _NUMBER.fullmatch(value):
            return _from_number(float(value))
        return parse_datetime(value) or _from_words(value)
    except (ValueError, OverflowError, TypeError, IndexError):
        return None


def _from_parts(match: re.Match[str], order: str) -> datetime:
    first, second, year = int(match[1]), int(match[2]), int(match[3])
    day, month = (first, second) if order == DAY_FIRST else (second, first)
    hour, minute, seconds = int(match[4] or 0), int(match[5] or 0), int(match[6] or 0)
    half = (match[7] or "").lower()
    if half:
        hour = hour % NOON + (NOON if half in {"pm", "ch"} else 0)
    year += CENTURY if year < SHORT_YEAR else 0
    return datetime(year, month, day, hour, minute, seconds)  # noqa: DTZ001 -- the import knows the zone


def _from_number(number: float) -> datetime | None:
    """Days of Excel, seconds or milliseconds since 1970."""
    if EXCEL_FIRST <= number <= EXCEL_LAST:
        return (EXCEL_ZERO + timedelta(days=number)).replace(microsecond=0)
    if number >= EPOCH_LAST:
        number /= 1000
    return datetime.fromtimestamp(number, UTC) if EPOCH_FIRST <= number < EPOCH_LAST else None


def _from_words(value: str) -> datetime | None:
    """ISO 8601 in its rarer forms, a day alone, or as in a letter's head."""
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        return parsedate_to_datetime(value)
