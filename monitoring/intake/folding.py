"""Folding a whole batch: every sign is looked up once, where it folds alone as in company."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from crisisdesk.kernel.text import fold

Codes = npt.NDArray[np.uint16]

#: Stands between texts; `nfc` takes it out of them.
_BETWEEN = "\x1e"
#: No sign is written with these: one that is to be folded with its text, and one that goes.
_STRANGE, _GONE = 0xFFFF, 0xFFFE
#: Latin, Greek and Cyrillic letters, digits, punctuation, symbols and wide forms. None of them
#: joins with a neighbour once the marks are gone; other scripts may hold signs that do.
_PLAIN = (
    (0x0000, 0x0530), (0x1E00, 0x1F00), (0x2000, 0x2C00), (0x3000, 0x3030), (0xFE00, 0xFE10),
    (0xFF01, 0xFF61),
)  # fmt: skip
#: First and second halves of what UTF-16 writes as a pair. Emoji begin with one of these three.
_EMOJI, _SECOND = range(0xD83C, 0xD83F), range(0xDC00, 0xE000)


def fold_many(texts: list[str]) -> list[str]:
    """`fold` of each; none of the texts may hold the sign U+001E."""
    codes = np.frombuffer(_BETWEEN.join(texts).encode("utf-16-le", "surrogatepass"), "<u2")
    signs = _table()[codes]
    found = _read(signs[signs != _GONE])
    if (strange := signs == _STRANGE).any():
        text_of = np.cumsum(codes == ord(_BETWEEN))
        for index in set(text_of[strange].tolist()):
            found[index] = fold(texts[index])
    return found


def _read(signs: Codes) -> list[str]:
    return signs.tobytes().decode("utf-16-le", "surrogatepass").split(_BETWEEN)


@lru_cache(maxsize=1)
def _table() -> Codes:
    """What each unit of UTF-16 becomes."""
    table = np.full(1 << 16, _STRANGE, "<u2")
    for first, end in _PLAIN:
        table[first:end] = [_folded(chr(code)) for code in range(first, end)]
    table[_EMOJI] = [first if _folds_to_itself(first) else _STRANGE for first in _EMOJI]
    table[_SECOND] = _SECOND
    return table


def _folded(sign: str) -> int:
    key = fold(sign)
    if not key:
        return _GONE
    return ord(key) if len(key) == 1 and ord(key) < _GONE else _STRANGE


def _folds_to_itself(first: int) -> bool:
    """Whether every sign that begins with this half stays as it is."""
    start = 0x10000 + ((first - 0xD800) << 10)
    return all(fold(chr(code)) == chr(code) for code in range(start, start + (1 << 10)))
