"""The sentences of a text: what comments, facts and answers are anchored to.

A sentence keeps its key as long as nobody changes its words; where it stands, how it is spaced and
which letters are capitals does not matter. Accents do: they tell words apart.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crisisdesk.kernel.text import nfc

if TYPE_CHECKING:
    from collections.abc import Iterator

#: What ends with a full stop and goes on: titles, places and the like, in both languages.
_ABBREVIATED = frozenset(
    [
        "tp", "tx", "tt", "q", "p", "ths", "ts", "tskh", "pgs", "gs", "bs", "ds", "ks", "kts", "ls",
        "cn", "đc", "đt", "nxb", "st", "vd", "tr", "mr", "mrs", "ms", "dr", "prof", "no", "nos",
        "vs", "co", "jr", "sr", "hon", "gen", "col", "lt", "e.g", "i.e", "fig", "art", "dept",
        "approx", "est", "messrs", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept",
        "oct", "nov", "dec",
    ]
)  # fmt: skip
#: Abbreviations that are words as well: only before a number (“No. 5”) or with a capital (“TP. ”).
_BEFORE_FIGURE = frozenset(["no", "nos", "fig", "art", "tr"])
_CAPITAL_ONLY = frozenset(["q", "p", "tp", "tx", "tt", "st", "cn", "ls", "ds", "ks", "hon", "mar"])
_END = re.compile(r"(?<![.!?…])[.!?…]++[\"'”’»)\]]*+(?=\s)")
_LAST_WORD = re.compile(r"[^\s(“\"'«\[]+$")
_MARKER = re.compile(r"[ \t]*(?:[-–—*•·▪●○+]|\(?(?:\d{1,2}|[a-zđ])[.)])[ \t]+")
#: As far back as an abbreviation or a closing sign is looked for; texts may be long and hostile.
_NEAR = 40
_CLOSED = re.compile(r"[.!?…:;][\"'”’»)\]]*$")


@dataclass(frozen=True)
class Sentence:
    """One sentence: where it stands in the text, its words, and the key of its words."""

    start: int
    end: int
    text: str
    key: str


def key_of(text: str) -> str:
    """The key of a sentence's words: spaces, capitals and the kind of quotes do not matter."""
    plain = " ".join(nfc(text).split()).casefold()
    for curly, straight in (("“", '"'), ("”", '"'), ("‘", "'"), ("’", "'")):
        plain = plain.replace(curly, straight)
    return hashlib.sha256(plain.encode()).hexdigest()[:32]


def sentences(text: str) -> list[Sentence]:
    """Every sentence of a Vietnamese or English text, in order; list lines are sentences."""
    found = []
    for start, end in _blocks(text):
        for first, last in _within(text, start, end):
            words = text[first:last]
            if any(sign.isalnum() for sign in words):
                found.append(Sentence(first, last, words, key_of(words)))
    return found


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """Lines without their list marks; a line that only goes on belongs to the one before."""
    begun: tuple[int, int] | None = None
    at = 0
    for line in text.splitlines(keepends=True):
        body = line.rstrip()
        mark = _MARKER.match(body)
        start, end = at + (mark.end() if mark else 0), at + len(body)
        at += len(line)
        goes_on = (
            begun is not None
            and not mark
            and _goes_on(text[max(begun[0], begun[1] - _NEAR) : begun[1]], body)
        )
        if begun is not None and not goes_on:
            yield begun
            begun = None
        if body.strip():
            begun = (begun[0], end) if begun is not None else (start, end)
    if begun is not None:
        yield begun


def _goes_on(before: str, line: str) -> bool:
    """A hard line break within a sentence: nothing was closed, and a small letter follows."""
    words = line.lstrip()
    return bool(words) and words[0].islower() and not _CLOSED.search(before)


def _within(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    first = start
    for match in _END.finditer(text, start, end):
        if match.end() < end and _ends_here(text, first, match, end):
            yield _trimmed(text, first, match.end())
            first = match.end()
    if first < end:
        yield _trimmed(text, first, end)


def _ends_here(text: str, first: int, match: re.Match[str], end: int) -> bool:
    after = text[match.end() : end].lstrip()
    follows = after.lstrip("\"'“‘«([–—-{ ")[:1]
    if not follows or follows.islower():
        return after[:1] == "{"
    if match[0][0] != "." or match[0][1:2] in {".", "!", "?", "…"}:
        return True
    near = max(first, match.start() - _NEAR)
    return not _is_abbreviation(text[near : match.start()], follows)


def _is_abbreviation(before: str, follows: str) -> bool:
    found = _LAST_WORD.search(before)
    word = found[0] if found else ""
    short = word.lower()
    if len(word) == 1 and word.isalpha() and word.isupper():
        # An initial: “Nguyễn V. An”. A text's own last letter (“vitamin C. Chúng tôi”) is rarer.
        return True
    if short not in _ABBREVIATED:
        return False
    if short in _BEFORE_FIGURE:
        return follows.isdigit()
    return short not in _CAPITAL_ONLY or word[:1].isupper()


def _trimmed(text: str, first: int, last: int) -> tuple[int, int]:
    piece = text[first:last]
    return first + len(piece) - len(piece.lstrip()), last - len(piece) + len(piece.rstrip())
