"""Many texts at once, cut into characters and words as arrays of numbers.

Everything downstream (language, sentiment) works on hashes of words and runs of characters, so a
batch is joined into one string, cleaned by a few C-speed passes and then only touched by numpy.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

Codes = npt.NDArray[np.uint32]
Positions = npt.NDArray[np.intp]

SEPARATOR: Final = "\x00"
HEAD, TAIL = 1000, 500  # of a long text only its beginning and its end are judged
SPACE, WORD, MARK, END, DROP = 0, 1, 2, 3, 9  # kinds of characters

_CODE_LIMIT: Final = 0x20000
_LONGEST_WORD: Final = 32
_PRIME: Final = np.uint32(0x01000193)
_MARKS: Final = ".,!?;:"

_LINK = re.compile(r"https?://[^\s\x00]+|www\.[^\s\x00]+")
_HANDLE = re.compile(r"@[\w.]+")
_FACE = re.compile(r"[:=;x]['^o-]?(?:\)+|\(+|\]+|\[+|d+\b|v+\b|3+\b|<+|\|)")
_LONG_DOUBLE = re.compile(r"([gc])o{3,}([dl])\b")
_FIXED_FACES: Final = (
    ("<3", "❤"),
    ("^^", "😊"),
    ("^_^", "😊"),
    ("t_t", "😭"),
    ("t.t", "😭"),
    ("-_-", "😒"),
    (">_<", "😣"),
    ("đ.m", "đm"),
)


@dataclass(frozen=True, slots=True)
class Batch:
    """`folded` has no accents; `left` counts the characters from each place to its text's end."""

    accented: Codes
    folded: Codes
    kinds: npt.NDArray[np.uint8]
    starts: Positions
    left: npt.NDArray[np.int32]
    words: Codes
    bare_words: Codes
    marks: npt.NDArray[np.bool_]
    word_starts: Positions
    stretched: npt.NDArray[np.bool_]


def cut(texts: Sequence[str]) -> Batch:
    """Clean and tokenise; every text keeps at least its end mark, so no segment is empty."""
    return _cut(_joined(texts))


def word_codes(words: Sequence[str]) -> tuple[Codes, Codes]:
    """Hashes of one-word entries as `cut` would see them, with and without accents."""
    batch = cut(words)
    return batch.words[batch.word_starts], batch.bare_words[batch.word_starts]


def _joined(texts: Sequence[str]) -> str:
    short = [
        text if len(text) <= HEAD + TAIL else f"{text[:HEAD]} {text[-TAIL:]}" for text in texts
    ]
    joined = f" {f'{SEPARATOR} '.join(short)}{SEPARATOR}"
    if joined.count(SEPARATOR) != len(short):
        return _joined([text.replace(SEPARATOR, " ") for text in short])
    return _cleaned(joined)


def _cleaned(text: str) -> str:
    if "&" in text:
        text = html.unescape(text)
    text = unicodedata.normalize("NFC", text).lower()
    text = _HANDLE.sub(" ", _LINK.sub(" ", text))
    for face, emoji in _FIXED_FACES:
        text = text.replace(face, emoji)
    if "ooo" in text:
        text = _LONG_DOUBLE.sub(r"\1oo\2", text)
    return _FACE.sub(_face, text)


def _face(match: re.Match[str]) -> str:
    """Text faces become the emoji that they mean to a Vietnamese reader."""
    face = match.group()
    mouth = face[-1]
    if mouth in ")]":
        return " 😂 " if face[0] == "=" or len(face) > 3 else " 🙂 "  # noqa: PLR2004
    if face[0] == "x" and mouth in "v3<|":
        return face
    return {"d": " 😄 ", "v": " 😏 ", "3": " 😊 "}.get(mouth, " 🙁 ")


def _cut(joined: str) -> Batch:
    codes = np.frombuffer(joined.encode("utf-32-le", "replace"), np.uint32)
    codes = np.minimum(codes, np.uint32(_CODE_LIMIT - 1))
    kind_of, fold_of, same_of = _tables()
    kinds, folded, accented = kind_of[codes], fold_of[codes], same_of[codes]
    keep, stretched = _kept(kinds, folded)
    kinds, folded, accented = kinds[keep], folded[keep], accented[keep]
    ends = np.flatnonzero(kinds == END)
    starts = np.concatenate(([0], ends[:-1] + 1))
    size = ends - starts + 1
    left = np.repeat(ends, size) - np.arange(kinds.size)
    begins = (kinds >= MARK) | ((kinds == WORD) & (np.roll(kinds, 1) != WORD))
    first = np.flatnonzero(begins)
    words, bare_words = _word_hashes(kinds, first, accented, folded)
    return Batch(
        accented=accented,
        folded=folded,
        kinds=kinds,
        starts=starts,
        left=left.astype(np.int32),
        words=words,
        bare_words=bare_words,
        marks=(kinds[first] >= MARK) & (folded[first] < 0x80),  # noqa: PLR2004
        word_starts=np.searchsorted(first, starts).astype(np.intp),
        stretched=np.logical_or.reduceat(stretched[keep], starts),
    )


def _kept(kinds: npt.NDArray[np.uint8], folded: Codes) -> tuple[npt.NDArray[np.bool_], ...]:
    """Leave out invisible characters, doubled spaces and stretched letters (đẹpppp)."""
    repeats = np.zeros(folded.size + 1, bool)
    repeats[1:-1] = folded[1:] == folded[:-1]
    here, before, after = repeats[:-1], np.roll(repeats[:-1], 1), repeats[1:]
    digits = (folded >= 0x30) & (folded < 0x3A)  # noqa: PLR2004
    letter = (kinds == WORD) & ~digits
    stretched = here & np.where(letter, before | after, (kinds == MARK) & before)
    gone = stretched | (kinds == DROP) | ((kinds == SPACE) & here)
    marker = np.zeros_like(gone)
    marker[:-1] = stretched[1:]
    return ~gone, marker & letter


def _word_hashes(kinds: npt.NDArray[np.uint8], first: Positions, *codes: Codes) -> list[Codes]:
    """The hash of every word, by each of these ways to write its letters."""
    begin, starts = first[0], first - first[0]
    lengths = np.diff(np.append(first, kinds.size))
    place = np.arange(begin, kinds.size) - np.repeat(first, lengths)
    np.minimum(place, _LONGEST_WORD - 1, out=place)
    weights = np.where(kinds[begin:] == SPACE, np.uint32(0), _powers()[place])
    return [
        stirred(np.add.reduceat(one[begin:] * weights, starts, dtype=np.uint32)) for one in codes
    ]


def stirred(hashes: Codes) -> Codes:
    """Spread a hash over all its bits."""
    hashes = (hashes ^ (hashes >> np.uint32(15))) * np.uint32(0x85EBCA6B)
    return hashes ^ (hashes >> np.uint32(13))


def runs(codes: Codes, longest: int) -> list[Codes]:
    """Hashes of the 1-, 2- … `longest`-character runs that begin at each place."""
    found = [codes * np.uint32(0x9E3779B1)]
    for length in range(2, longest + 1):
        following = np.zeros_like(codes)
        following[: -(length - 1)] = codes[length - 1 :]
        found.append((found[-1] + following) * np.uint32(0x85EBCA77))
    return found


@lru_cache(maxsize=1)
def _powers() -> Codes:
    with np.errstate(over="ignore"):
        return np.cumprod(np.full(_LONGEST_WORD, _PRIME, np.uint32), dtype=np.uint32)


@lru_cache(maxsize=1)
def _tables() -> tuple[npt.NDArray[np.uint8], Codes, Codes]:
    """For every code point: its kind, its letter without accents, its plain letter."""
    kinds = np.zeros(_CODE_LIMIT, np.uint8)
    fold = np.arange(_CODE_LIMIT, dtype=np.uint32)
    same = fold.copy()
    for code in range(_CODE_LIMIT):
        char = chr(code)
        kinds[code] = _kind(char)
        if kinds[code] == WORD:
            plain = _plain(char)
            same[code], fold[code] = ord(plain), ord(_bare(plain))
        elif kinds[code] == SPACE:
            same[code] = fold[code] = 0x20
    return kinds, fold, same


def _kind(char: str) -> int:
    if char == SEPARATOR:
        return END
    if char in "'’`\u200b\u200d\ufeff\ufe0f" or "\U0001f3fb" <= char <= "\U0001f3ff":
        return DROP
    category = unicodedata.category(char)
    if category in {"Mn", "Cf", "Me"}:
        return DROP
    if category[0] in "LN":
        return WORD
    return MARK if char in _MARKS or category == "So" else SPACE


def _plain(char: str) -> str:
    """Styled letters (𝐛𝐨𝐥𝐝, ｗｉｄｅ) as ordinary ones."""
    plain = unicodedata.normalize("NFKC", char).lower()
    return plain if len(plain) == 1 else char


def _bare(char: str) -> str:
    return "d" if char == "đ" else unicodedata.normalize("NFD", char)[0]
