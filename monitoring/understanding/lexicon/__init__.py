"""Hand-written word lists, looked up by hash for a whole batch at once."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from monitoring.understanding.text import Batch, Codes, cut, stirred, word_codes

POSITIVE, NEGATIVE, NEGATOR, CONTRAST, IRONY = 1, 2, 4, 8, 16
LONGEST_PHRASE: Final = 3

_HERE: Final = Path(__file__).parent
_FILES: Final = {
    POSITIVE: "positive.txt",
    NEGATIVE: "negative.txt",
    NEGATOR: "negators.txt",
    CONTRAST: "contrasts.txt",
    IRONY: "irony.txt",
}
_SLOT_BITS: Final = 22
_PAIR: Final = np.uint32(0x27D4EB2F)


def pairs(first: Codes, second: Codes) -> Codes:
    """The hash of two neighbours, in order."""
    return stirred(first * _PAIR + second)


def standard_words(batch: Batch) -> tuple[Codes, Codes]:
    """The batch's words with chat spellings replaced: with accents, and without."""
    spelling, accented, bare = _teencode()
    place = np.searchsorted(spelling, batch.words)
    np.minimum(place, spelling.size - 1, out=place)
    known = spelling[place] == batch.words
    return (
        np.where(known, accented[place], batch.words),
        np.where(known, bare[place], batch.bare_words),
    )


def notes(words: Codes) -> list[npt.NDArray[np.uint8]]:
    """What the lists say of the word, the pair and the triple that begin at each place."""
    slots = _slots()
    found, spans = [], words
    for length in range(1, LONGEST_PHRASE + 1):
        found.append(slots[_slot(spans, length)])
        following = np.zeros_like(words)
        following[:-length] = words[length:] if length < words.size else 0
        spans = pairs(spans, following)
    return found


def entries(kind: int) -> list[str]:
    """The phrases of one list, as written."""
    return _lines(_FILES[kind])


def _slot(spans: Codes, length: int) -> Codes:
    salted = (spans ^ np.uint32(length * 0x51ED27)) * np.uint32(0x9E3779B1)
    return salted >> np.uint32(32 - _SLOT_BITS)


@lru_cache(maxsize=1)
def _slots() -> npt.NDArray[np.uint8]:
    slots = np.zeros(1 << _SLOT_BITS, np.uint8)
    for kind in _FILES:
        for phrase in entries(kind):
            for spans, length in _spellings(phrase):
                slots[_slot(spans, length)] |= kind
    return slots


def _spellings(phrase: str) -> Iterable[tuple[Codes, int]]:
    """A phrase as written and, unless it is one word, as typed without accents."""
    batch = cut([phrase])
    accented, bare = standard_words(batch)
    length = accented.size - 1
    yield _span(accented[:-1]), length
    if length > 1:
        yield _span(standard_bare(bare[:-1])), length


def standard_bare(bare: Codes) -> Codes:
    """Bare words that are themselves chat spellings are looked up as their standard form."""
    spelling, accented, _ = _teencode()
    place = np.minimum(np.searchsorted(spelling, bare), spelling.size - 1)
    return np.where(spelling[place] == bare, accented[place], bare)


def _span(words: Codes) -> Codes:
    span = words[:1]
    for place in range(1, words.size):
        span = pairs(span, words[place : place + 1])
    return span


@lru_cache(maxsize=1)
def _teencode() -> tuple[Codes, Codes, Codes]:
    rows = [line.split("\t") for line in _lines("teencode.tsv")]
    spelling, _ = word_codes([row[0] for row in rows])
    accented, bare = word_codes([row[1] for row in rows])
    order = np.argsort(spelling)
    return spelling[order], accented[order], bare[order]


def _lines(name: str) -> list[str]:
    lines = (_HERE / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]
