"""Numbers up to ninety-nine that are written out, in Vietnamese and English."""

from __future__ import annotations

import re
from functools import cache

_EN_UNITS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_EN_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_VI_UNITS = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"]
#: How a unit is said after a ten: hai mươi mốt, hai mươi tư, hai mươi lăm.
_VI_AFTER = {1: ("mốt", "một"), 4: ("tư", "bốn"), 5: ("lăm", "nhăm", "năm")}
_OTHERS = {"en": {"dozen": 12, "a dozen": 12}, "vi": {"một tá": 12, "bẩy": 7}}


@cache
def _names(language: str) -> dict[str, int]:
    return (_english() if language == "en" else _vietnamese()) | _OTHERS[language]


def _english() -> dict[str, int]:
    names = {name: number for number, name in enumerate(_EN_UNITS)}
    for tens, ten in enumerate(_EN_TENS, 2):
        names[ten] = tens * 10
        for unit in range(1, 10):
            names[f"{ten}-{_EN_UNITS[unit]}"] = names[f"{ten} {_EN_UNITS[unit]}"] = tens * 10 + unit
    return names


def _vietnamese() -> dict[str, int]:
    names = {name: number for number, name in enumerate(_VI_UNITS)}
    for tens in range(1, 10):
        ten = "mười" if tens == 1 else f"{_VI_UNITS[tens]} mươi"
        names[ten] = tens * 10
        for unit in range(1, 10):
            for said in _VI_AFTER.get(unit, (_VI_UNITS[unit],)):
                names[f"{ten} {said}"] = tens * 10 + unit
    return names


@cache
def _pattern(language: str) -> re.Pattern[str]:
    longest_first = sorted(_names(language), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(longest_first)})\b", re.IGNORECASE)


def found(text: str, language: str) -> set[int]:
    """The numbers that a text writes out."""
    return {_names(language)[match[0].lower()] for match in _pattern(language).finditer(text)}
