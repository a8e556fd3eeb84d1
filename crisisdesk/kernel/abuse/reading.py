"""How the rules are read: lines of `vi.txt` and `en.txt` become patterns over words."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent
FILES = ("vi.txt", "en.txt")
READINGS = ("accents", "bare")
#: What `...` stands for: up to three words.
GAP = r"(?:\S+ ){0,3}"
_ELEMENT = re.compile(r"!?\([^)]*\)\??|\S+")


class Rule(NamedTuple):
    kind: str
    reading: str
    pattern: re.Pattern[str]
    #: Words of which a text must have one before the pattern is tried at all.
    anchors: frozenset[str]
    why: str


class BadRule(ValueError):
    """A line that is no rule."""


@cache
def rules() -> tuple[Rule, ...]:
    """Every rule of both languages, in the order of the files."""
    found = []
    for name in FILES:
        for number, line in enumerate((HERE / name).read_text("utf-8").splitlines(), 1):
            if line.strip() and not line.startswith("#"):
                found.append(rule(line, f"{name}:{number}"))
    return tuple(found)


def rule(line: str, place: str = "") -> Rule:
    """One line as a rule."""
    cells = [cell.strip() for cell in line.split(" | ")]
    if len(cells) != 4 or cells[1] not in READINGS or not all(cells):  # noqa: PLR2004 -- the cells
        raise BadRule(f"{place}: {line}")
    kind, reading, pattern, why = cells
    elements = _ELEMENT.findall(pattern)
    source = "(?<= )" + "".join(_source(element) for element in elements)
    return Rule(kind, reading, re.compile(source), _anchors(elements, place), why)


def _source(element: str) -> str:
    if element == "...":
        return GAP
    if element.startswith("!"):
        return f"(?!{_words(element[1:])} )"
    optional = element.endswith("?")
    return f"(?:{_words(element.removesuffix('?'))} )" + ("?" if optional else "")


def _words(element: str) -> str:
    return f"(?:{'|'.join(re.escape(words) for words in _choices(element))})"


def _choices(element: str) -> list[str]:
    return element.strip("()").split("|")


def _anchors(elements: list[str], place: str) -> frozenset[str]:
    """The first words of the rarest thing that must be there: the one whose words are longest."""
    needed = [e for e in elements if e != "..." and e[0] != "!" and not e.endswith("?")]
    if not needed:
        raise BadRule(place)
    sets = [frozenset(words.split()[0] for words in _choices(element)) for element in needed]
    return max(sets, key=lambda words: (min(map(len, words)), -len(words)))
