"""Times as exports write them; whether 02/03 is March or February is told by the whole column."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone
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
#: Signs of a cell that may be a time; longer ones are texts.
LONGEST = 80

_TIME = (
    r"(?:[ ,T-]+(?:lúc )?(?P<hour>\d{1,2})(?:[:hg]| giờ ?)(?P<minute>\d{2})?(?::(?P<second>\d{2}))?"
    r"(?:\.\d+)?\s*(?P<half>[ap]\.?m\.?|sa|ch)?)?"
)
_YEAR = r"(?P<year>\d{4}|\d{2})"
_PARTS = re.compile(
    rf"(?P<first>\d{{1,2}})[/.-](?P<other>\d{{1,2}})[/.-]{_YEAR}(?!\d){_TIME}", re.IGNORECASE
)
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_NAME = rf"(?P<name>{'|'.join(_MONTHS)})[a-z]*\.?"
#: Dates that leave no doubt which is the day.
_PLAIN = [
    re.compile(pattern + _TIME, re.IGNORECASE)
    for pattern in (
        r"(?P<year>\d{4})[/.-](?P<month>\d{1,2})[/.-](?P<day>\d{1,2})",
        rf"(?P<day>\d{{1,2}})[ -]{_NAME}[ ,-]+{_YEAR}(?!\d)",
        rf"{_NAME} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? {_YEAR}(?!\d)",
        rf"(?P<day>\d{{1,2}}) (?:tháng|thg) ?(?P<month>\d{{1,2}}),? (?:năm )?{_YEAR}(?!\d)",
    )
]
#: Vietnamese papers write the time first: 14:05 02/03/2026.
_TIME_FIRST = re.compile(
    r"((?:lúc )?\d{1,2}(?:[:hg]| giờ ?)(?:\d{2})?(?::\d{2})?(?: ?(?:[ap]m|sa|ch)\b)?)[ ,-]+(.*\d{4})",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(
    r"(?:(?:thứ (?:hai|ba|tư|năm|sáu|bảy|[2-7])|t[2-7]|chủ nhật|cn|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*)"
    r"[,. ]+)?(?:ngày )?",
    re.IGNORECASE,
)
#: "GMT+7", "(UTC+07:00)" and "ICT" as papers of the region write them; "+0700" behind a time.
_ZONE = re.compile(
    r"\s*\(?\b(?:GMT|UTC) ?(?P<sign>[+-])(?P<hours>\d{1,2})(?::?(?P<minutes>\d{2}))?\)?"
    r"|(?:\s+|(?<=:\d\d))\(?(?P<sign2>[+-])(?P<hours2>\d{2}):?(?P<minutes2>\d{2})?\)?"
    r"|\s*\(?\b(?P<name>GMT|UTC|ICT)\)?",
    re.IGNORECASE,
)
#: Half a day of which nobody knows which half would be half a day wrong.
_HALF = re.compile(r"\d\s*(?:[ap]\.?m\b|sa\b|ch\b)", re.IGNORECASE)
_NUMBER = re.compile(r"\d{5,16}(\.\d+)?")
FARTHEST_ZONE = timedelta(hours=14)
INDOCHINA = timedelta(hours=7)


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
        if match := _PARTS.match(_turned(value[:LONGEST])):
            first, second = int(match["first"]), int(match["other"])
            days += first > MOST_MONTHS >= second
            months += second > MOST_MONTHS >= first
    if months > days:
        return Order(MONTH_FIRST, certain=True, against=days)
    return Order(DAY_FIRST, certain=bool(days), against=months)


def depends_on_order(values: Iterable[str]) -> bool:
    """Whether any date of the column is written with day and month in front."""
    return any(_PARTS.match(_turned(value[:LONGEST])) for value in values)


def _turned(value: str) -> str:
    """In one line, without the day of the week, the date in front of the time."""
    value = _WEEKDAY.sub("", " ".join(value.split()), count=1)
    match = _TIME_FIRST.match(value)
    if not match:
        return value
    return f"{_WEEKDAY.sub('', match[2], count=1)} {match[1]}{value[match.end() :]}"


def moment(value: str, order: str = DAY_FIRST) -> datetime | None:
    """The time a cell says, with or without a zone; None where it says none."""
    value = " ".join(value[:LONGEST].split())
    try:
        # As most are, told in one look; an import asks for a million of them.
        if match := _PARTS.fullmatch(value):
            return _put_together(match, order)
        if _NUMBER.fullmatch(value):
            return _from_number(float(value))
        return parse_datetime(value) or _from_parts(_turned(value), order) or _from_words(value)
    except (ValueError, OverflowError, TypeError, IndexError):
        return None


def _from_parts(value: str, order: str) -> datetime | None:
    """A date in digits or with the name of its month, with a zone where it says one."""
    zone = next((found for found in _ZONE.finditer(value) if found.end() == len(value)), None)
    rest = value[: zone.start()] if zone else value
    offset = _offset(zone) if zone else None
    matches = (pattern.fullmatch(rest) for pattern in (_PARTS, *_PLAIN))
    match = next(filter(None, matches), None)
    if match is None or (zone and (offset is None or not match["hour"])):
        return None
    found = _put_together(match, order)
    return found if offset is None else found.replace(tzinfo=timezone(offset))


def _offset(zone: re.Match[str]) -> timedelta | None:
    if zone["name"]:
        return INDOCHINA if zone["name"].upper() == "ICT" else timedelta(0)
    hours, minutes = zone["hours"] or zone["hours2"], zone["minutes"] or zone["minutes2"]
    found = timedelta(hours=int(hours), minutes=int(minutes or 0))
    if found > FARTHEST_ZONE:
        return None
    return -found if "-" in (zone["sign"], zone["sign2"]) else found


def _put_together(match: re.Match[str], order: str) -> datetime:
    said = match.groupdict()
    if "first" in said:
        day, month = int(said["first"]), int(said["other"])
        day, month = (day, month) if order == DAY_FIRST else (month, day)
    else:
        name = said.get("name")
        day, month = (
            int(said["day"]),
            _MONTHS.index(name.lower()) + 1 if name else int(said["month"]),
        )
    hour, minute, second = (int(said[part] or 0) for part in ("hour", "minute", "second"))
    if half := (said["half"] or "").lower().replace(".", ""):
        hour = hour % NOON + (NOON if half in {"pm", "ch"} else 0)
    year = int(said["year"])
    year += CENTURY if year < SHORT_YEAR else 0
    return datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 -- the import knows the zone


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
        return None if _HALF.search(value) else parsedate_to_datetime(value)
