"""Numbers, dates, times, telephone numbers, batch codes and names as they stand in a text.

Each is brought to one form, so that “1.000.000 đ” and “VND 1,000,000”, “15h30” and “3:30 pm”,
“30/11/2026” and “November 30, 2026” can be told to be the same (handbook D3.5, G9).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from crisisdesk.kernel.text import fold, nfc
from statements import number_words

if TYPE_CHECKING:
    from collections.abc import Iterator

CODE, PHONE, DATE, TIME, PERCENT, NUMBER, NAME = (
    "code", "phone", "date", "time", "percent", "number", "name",
)  # fmt: skip
KINDS = (CODE, PHONE, DATE, TIME, PERCENT, NUMBER, NAME)

_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_MONTH = (
    rf"(?P<month>{'|'.join(_MONTHS)}|(?:jan|feb|mar|apr|jun|jul|aug|sep|sept|oct|nov|dec)\b\.?)"
)
_DAY = r"(?P<day>\d{1,2})"
_YEAR = r"(?P<year>\d{4})"
_DATES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b{_YEAR}-(?P<month>\d{{2}})-(?P<day>\d{{2}})\b",
        rf"\b{_DAY}[/.-](?P<month>\d{{1,2}})[/.-]{_YEAR}\b",
        rf"\b(?:ngày|mùng)\s+{_DAY}\s+tháng\s+(?P<month>\d{{1,2}})(?:\s+năm\s+{_YEAR})?\b",
        rf"\b(?:ngày|mùng|on)\s+{_DAY}[/.-](?P<month>\d{{1,2}})\b",
        rf"\b{_DAY}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH}(?:,?\s+{_YEAR})?\b",
        rf"\b{_MONTH}\s+{_DAY}(?:st|nd|rd|th)?\b(?:,?\s+{_YEAR}\b)?",
    )
)
_HALF = r"(?:\s*(?P<half>[ap])(?:\.m\.?|m\b)|\s*(?P<part>sáng|chiều|tối|đêm))?"
_TIMES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b(?P<hour>\d{{1,2}}):(?P<minute>\d{{2}}){_HALF}",
        rf"\b(?P<hour>\d{{1,2}})\s?(?:h|giờ)\s?(?P<minute>\d{{2}})(?:\s*phút)?\b{_HALF}",
        r"\b(?P<hour>\d{1,2})\s*(?P<half>[ap])(?:\.m\.?|m\b)",
        r"\b(?P<hour>\d{1,2})\s?(?:h|giờ)\s*(?P<part>sáng|chiều|tối|đêm)\b",
        r"(?<=\b(?:lúc|vào|đến|tới)\s)(?P<hour>\d{1,2})\s?(?:h|giờ)\b",
        r"(?<=\btừ\s)(?P<hour>\d{1,2})\s?(?:h|giờ)\b",
        r"\b(?P<hour>\d{1,2})\s?(?:h|giờ)(?=,?\s+(?:ngày|hôm)\b)",
        r"(?<=\btrước\s)(?P<hour>\d{1,2})\s?(?:h|giờ)\b",
    )
)
_LINK = re.compile(r"https?://\S+|www\.\S+|(?<![^\s@])[^\s@]++@[^\s@]+\.\S+|\{[a-z_]+\}")
_LISTED = re.compile(r"(?m)^\s*\d{1,2}[.)]\s")
_CODE = re.compile(
    r"(?<![\w-])(?=[A-Z0-9/-]*[0-9])(?=[A-Z0-9/-]*[A-Z])[A-Z0-9]+(?:[-/][A-Z0-9]+)*\b"
)
_OWN = re.compile(r"(?:INC|DRL|ST|QA|PR)-\d+|\d{1,2}H\d{0,2}")
_PHONE = re.compile(r"(?<![\w.,/])\+?\(?\d[\d .()-]{6,}\d(?![\w/])")
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:[ .,]\d{3})+")
_FIGURE = re.compile(r"(?<![\w.,/-])\d+(?:[.,]\d+)*(?![\w/])")
_PERCENT = re.compile(r"\s?(?:%|phần trăm|per ?cent\b)", re.IGNORECASE)
_SCALE = re.compile(r"\s?(nghìn|ngàn|triệu|tỷ|tỉ|thousand|million|billion)\b", re.IGNORECASE)
_SCALES = {
    "nghìn": 3, "ngàn": 3, "thousand": 3, "triệu": 6, "million": 6, "tỷ": 9, "tỉ": 9, "billion": 9,
}  # fmt: skip
_FAMILIES = [
    "Nguyễn",
    "Trần",
    "Lê",
    "Phạm",
    "Hoàng",
    "Huỳnh",
    "Phan",
    "Vũ",
    "Võ",
    "Đặng",
    "Bùi",
    "Đỗ",
    "Hồ",
    "Ngô",
    "Dương",
    "Lý",
    "Đinh",
    "Trịnh",
    "Đoàn",
    "Mai",
    "Trương",
    "Lương",
    "Tạ",
    "Cao",
    "Châu",
    "Hà",
    "Thái",
    "Phùng",
    "Tô",
    "Lâm",
    "Quách",
]
_WORD = r"[A-ZÀ-ỸĐ][a-zà-ỹđ]+"
_NAME = re.compile(
    rf"\b(?:{'|'.join(sorted({*_FAMILIES, *map(str.capitalize, map(fold, _FAMILIES))}))})"
    rf"(?: {_WORD}){{1,3}}\b"
)
_AFTER = re.compile(r"[ \u00a0]+([^\W\d_]+)(?:[ \u00a0]+([^\W\d_]+))?")
_SHORTEST_CODE, _PHONE_DIGITS, _NOON = 4, range(8, 13), 12


@dataclass(frozen=True)
class Particular:
    """One thing that a text states: its kind, its one form, how it is written, where it stands."""

    kind: str
    value: str
    shown: str
    start: int
    end: int

    def agrees(self, other: Particular) -> bool:
        """Whether both say the same; a date without its year agrees with any year."""
        if self.kind == DATE:
            return self.value.startswith(other.value) or other.value.startswith(self.value)
        return self.value == other.value


def particulars(text: str, language: str) -> list[Particular]:
    """Everything that `text` states, in the order in which it stands there.

    Args:
        text: a title or text of a statement; its placeholders and links are left out.
        language: "vi" or "en"; decides how a comma in a number is read.

    """
    rest = _blank(nfc(text), _LINK, _LISTED)
    found: list[Particular] = []
    for read in (_dates, _times, _codes, _phones, _figures):
        taken = list(read(rest, language))
        found += taken
        for one in taken:
            rest = rest[: one.start] + " " * (one.end - one.start) + rest[one.end :]
    found += _names(rest)
    return sorted(found, key=lambda one: one.start)


def in_words(text: str, language: str) -> set[str]:
    """Numbers that are written out: “mười hai”, “twelve”; they support, they never accuse."""
    return {str(number) for number in number_words.found(text, language)}


def _blank(text: str, *patterns: re.Pattern[str]) -> str:
    for pattern in patterns:
        text = pattern.sub(lambda match: " " * len(match[0]), text)
    return text


def _dates(text: str, _language: str) -> Iterator[Particular]:
    for match in _every(_DATES, text):
        parts = match.groupdict()
        month = _month(parts["month"])
        day = int(parts["day"])
        if 1 <= day <= 31 and 1 <= month <= 12:  # noqa: PLR2004 -- a calendar
            year = f"/{parts['year']}" if parts.get("year") else ""
            yield _one(DATE, f"{day:02}/{month:02}{year}", match)


def _month(name: str) -> int:
    if name.isdigit():
        return int(name)
    short = name.lower()[:3]
    return next(number for number, full in enumerate(_MONTHS, 1) if full.startswith(short))


def _times(text: str, _language: str) -> Iterator[Particular]:
    for match in _every(_TIMES, text):
        parts = match.groupdict()
        hour, minute = int(parts["hour"]), int(parts.get("minute") or 0)
        half, part = (parts.get("half") or "").lower(), (parts.get("part") or "").lower()
        if hour < _NOON and (half == "p" or part in {"chiều", "tối"}):
            hour += _NOON
        if hour == _NOON and half == "a":
            hour = 0
        if hour <= 24 and minute < 60:  # noqa: PLR2004 -- a clock
            yield _one(TIME, f"{hour % 24:02}:{minute:02}", match)


def _codes(text: str, _language: str) -> Iterator[Particular]:
    for match in _CODE.finditer(text):
        if len(match[0]) >= _SHORTEST_CODE and not _OWN.fullmatch(match[0]):
            yield _one(CODE, match[0], match)


def _phones(text: str, _language: str) -> Iterator[Particular]:
    for match in _PHONE.finditer(text):
        digits = "".join(sign for sign in match[0] if sign.isdigit())
        if len(digits) in _PHONE_DIGITS and not _GROUPED.fullmatch(match[0]):
            abroad = match[0].startswith("+84")
            yield _one(PHONE, "0" + digits.removeprefix("84") if abroad else digits, match)


def _figures(text: str, language: str) -> Iterator[Particular]:
    for match in _FIGURE.finditer(text):
        value, end = _decimal(match[0], language), match.end()
        if scale := _SCALE.match(text, end):
            value, end = value.scaleb(_SCALES[scale[1].lower()]), scale.end()
        percent = _PERCENT.match(text, end)
        end = percent.end() if percent else end
        after = _AFTER.match(text, end)
        shown = text[match.start() : after.end() if after and not percent else end]
        kind = PERCENT if percent else NUMBER
        yield Particular(kind, _plain(value), shown, match.start(), end)


def _decimal(figure: str, language: str) -> Decimal:
    """1.000.000 and 1,000,000 are a million; 2,5 and 2.5 are two and a half."""
    if _GROUPED.fullmatch(figure):
        return Decimal(re.sub(r"[ .,]", "", figure))
    group = "." if language == "vi" else ","
    signs = re.sub(r"\d", "", figure)
    if len(signs) > 1:
        point = signs[-1]
        whole, _point, part = figure.rpartition(point)
        if point in signs[:-1]:
            return Decimal(re.sub(r"[.,]", "", figure))
        return Decimal(f"{re.sub(r'[.,]', '', whole)}.{part}")
    return Decimal(figure.replace(",", ".") if signs != group else figure.replace(group, "."))


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _names(text: str) -> Iterator[Particular]:
    """Full names of Vietnamese people, told by their family name."""
    for match in _NAME.finditer(text):
        yield _one(NAME, " ".join(sorted(fold(match[0]).split())), match)


def _every(patterns: tuple[re.Pattern[str], ...], text: str) -> Iterator[re.Match[str]]:
    """Matches of several patterns; what one has read, the next does not read again."""
    taken: list[tuple[int, int]] = []
    for pattern in patterns:
        for match in pattern.finditer(text):
            if all(match.end() <= start or match.start() >= end for start, end in taken):
                taken.append(match.span())
                yield match


def _one(kind: str, value: str, match: re.Match[str]) -> Particular:
    return Particular(kind, value, match[0].strip(), match.start(), match.end())
