"""Texts as short sketches whose agreement estimates how alike the texts are.

A text is taken without accents, links, handles, emoji and punctuation, and cut into runs of five
characters; its sketch is 128 minimal hashes of them (MinHash, Broder 1997), so that the share of
equal places of two sketches estimates the share of runs that the two texts have in common.
Runs of characters stand a dropped word, teencode and a changed ending better than runs of words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt
from rensa import RMinHash

if TYPE_CHECKING:
    from collections.abc import Sequence

PLACES: Final = 128
RUN: Final = 5
#: With fewer words than this a text is no text that somebody could have copied.
FEWEST_WORDS: Final = 4
#: Of a long text only its beginning and its end are compared.
HEAD, TAIL = 1000, 500

_SEED: Final = 2204
_CODE_LIMIT: Final = 0x20000
_SPACE, _WORD, _END = 0, 1, 2
_SEPARATOR: Final = "\x00"
_APART = re.compile(r"https?://[^\s\x00]+|www\.[^\s\x00]+|@[\w.]+|<url>")
_LINK = re.compile(r"(?:https?://|www\.)([^\s\x00<>\"'()]+)")

Matrix = npt.NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class Sketches:
    """One row per text: its sketch, how many words it has, and a hash of both."""

    places: Matrix
    words: npt.NDArray[np.int64]
    whole: npt.NDArray[np.uint64]

    def __len__(self) -> int:
        return len(self.words)

    def take(self, rows: npt.NDArray[np.intp]) -> Sketches:
        """Those in these rows."""
        whole = self.whole[rows] if self.whole.size else self.whole
        return Sketches(self.places[rows], self.words[rows], whole)


def sketch(keys: Sequence[str]) -> Sketches:
    """Sketches of texts that have lost their accents and capitals (`text_key`)."""
    if not keys:
        nothing = np.zeros(0, np.uint64)
        return Sketches(np.zeros((0, PLACES), np.uint32), nothing.astype(np.int64), nothing)
    letters, ends = _letters(_joined(keys))
    starts = np.concatenate(([0], ends[:-1] + 1))
    spaces = np.concatenate(([0], np.cumsum(letters == _SPACE)))
    runs, edges = _runs(letters, starts, ends)
    places, words = _minima(runs, edges), spaces[ends] - spaces[starts] - 1
    return Sketches(places, words, _whole(places, words))


def links_of(key: str) -> list[str]:
    """Addresses of pages in a text, without what only tells where the reader came from."""
    return [
        link
        for found in _LINK.findall(key)
        if (link := found.split("?utm_")[0].split("#")[0].rstrip(".,;:!?…”’/"))
    ]


def stamp(text: str) -> int:
    """A text as a signed number of 64 bits, as the database keeps it."""
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big", signed=True)


def _joined(keys: Sequence[str]) -> str:
    short = [key if len(key) <= HEAD + TAIL else f"{key[:HEAD]} {key[-TAIL:]}" for key in keys]
    text = _SEPARATOR.join(short) + _SEPARATOR
    if text.count(_SEPARATOR) != len(short):
        return _joined([key.replace(_SEPARATOR, " ") for key in short])
    return _APART.sub(" ", text)


def _letters(text: str) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.intp]]:
    """Code points with one space before and after every word, and where each text ends."""
    codes = np.frombuffer(text.encode("utf-32-le", "replace"), np.uint32)
    codes = np.minimum(codes, np.uint32(_CODE_LIMIT - 1))
    kinds = _kinds()[codes]
    ends = kinds == _END
    blank = kinds == _SPACE
    # A text begins with a space: give every separator one after it, and the first text its own.
    before = np.empty_like(blank)
    before[0], before[1:] = True, blank[:-1] | ends[:-1]
    keep = ~(blank & before) & ~_stretched(codes, kinds)
    codes, blank, ends = codes[keep], blank[keep], ends[keep]
    return _framed(np.where(blank, np.uint32(_SPACE), codes), ends)


def _stretched(
    codes: npt.NDArray[np.uint32], kinds: npt.NDArray[np.uint8]
) -> npt.NDArray[np.bool_]:
    """The third and further of the same letter: qua teeee is qua tee."""
    again = np.zeros(codes.size, bool)
    again[2:] = (codes[2:] == codes[1:-1]) & (codes[1:-1] == codes[:-2])
    return again & (kinds == _WORD)


def _framed(
    letters: npt.NDArray[np.uint32], ends: npt.NDArray[np.bool_]
) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.intp]]:
    """Every text between two spaces, so that its first and last words are runs of their own."""
    at = np.flatnonzero(ends)
    tight = at[(at > 0) & (letters[at - 1] != _SPACE)]
    starts = np.concatenate(([0], at[:-1] + 1))
    framed = np.insert(letters, np.concatenate((starts, tight)), np.uint32(_SPACE))
    marks = np.insert(ends, np.concatenate((starts, tight)), np.False_)
    return framed, np.flatnonzero(marks)


def _runs(
    letters: npt.NDArray[np.uint32], starts: npt.NDArray[np.intp], ends: npt.NDArray[np.intp]
) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint64]]:
    """Hashes of all runs, text after text, and where each text's begin."""
    hashes = letters * np.uint32(0x9E3779B1)
    for step in range(1, RUN):
        following = np.zeros_like(letters)
        following[:-step] = letters[step:]
        hashes = (hashes ^ (hashes >> np.uint32(15))) * np.uint32(0x85EBCA77) + following
    counts = np.maximum(ends - starts - RUN + 1, 1)
    edges = np.concatenate(([0], np.cumsum(counts)))
    places = np.arange(edges[-1]) + np.repeat(starts - edges[:-1], counts)
    return hashes[places].astype(np.uint64), edges.astype(np.uint64)


def _minima(runs: npt.NDArray[np.uint64], edges: npt.NDArray[np.uint64]) -> Matrix:
    rows = RMinHash.digest_matrix_from_flat_token_hashes(runs, edges, PLACES, _SEED).to_rows()
    return np.array(rows, np.uint32)


def _whole(places: Matrix, words: npt.NDArray[np.int64]) -> npt.NDArray[np.uint64]:
    """Equal for equal texts: same sketch, same number of words."""
    odd = np.arange(1, PLACES + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15) | np.uint64(1)
    sums = (places.astype(np.uint64) * odd).sum(axis=1, dtype=np.uint64)
    return sums ^ (words.astype(np.uint64) << np.uint64(48))


@lru_cache(maxsize=1)
def _kinds() -> npt.NDArray[np.uint8]:
    kinds = np.fromiter((chr(code).isalnum() for code in range(_CODE_LIMIT)), np.uint8)
    kinds[0] = _END
    return kinds
