"""Vietnamese, English or neither, for short and noisy texts.

Spelling patterns learnt from the project's own texts decide (with and without accents, mixed,
in chat spelling); texts without letters or in another script are `und` by rule.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from monitoring.understanding import lexicon
from monitoring.understanding.linear import Family, Linear, Scorer, buckets, chances
from monitoring.understanding.text import WORD, Batch, cut, runs

MODEL: Final = Path(__file__).parent / "language.npz"
LANGUAGES: Final = ("en", "vi", "und")
BITS: Final = 18
LONGEST_RUN: Final = 4
SURE: Final = 0.5

_LATIN_END: Final = 0x0250
_lock = threading.Lock()
_ready: dict[Path, Scorer] = {}


def languages(texts: Sequence[str]) -> list[str]:
    """One of `LANGUAGES` for each text."""
    return name_all(cut(texts)) if texts else []


def name_all(batch: Batch) -> list[str]:
    """The same for a batch that is already cut."""
    chance = chances(_scorer().scores(families(batch)))
    best = chance.argmax(axis=1)
    best[(chance.max(axis=1) < SURE) | foreign(batch)] = LANGUAGES.index("und")
    return [LANGUAGES[number] for number in best]


def families(batch: Batch) -> Iterator[Family]:
    """Words in standard spelling, and runs of letters with their accents."""
    words, _ = lexicon.standard_words(batch)
    yield Family(buckets(words, 1, BITS), batch.word_starts)
    for length, hashes in enumerate(runs(batch.accented, LONGEST_RUN), start=1):
        inside = batch.left >= length
        yield Family(buckets(hashes, 1 + length, BITS) * inside, batch.starts)


def foreign(batch: Batch) -> npt.NDArray[np.bool_]:
    """Texts without letters, or with more letters of other scripts than Latin ones."""
    digits = (batch.folded >= 0x30) & (batch.folded < 0x3A)  # noqa: PLR2004
    letters = (batch.kinds == WORD) & ~digits
    latin = letters & (batch.folded < _LATIN_END)
    own = np.add.reduceat(latin.astype(np.intp), batch.starts)
    return own * 2 <= np.add.reduceat(letters.astype(np.intp), batch.starts)


def _scorer() -> Scorer:
    with _lock:
        if MODEL not in _ready:
            _ready[MODEL] = Scorer(Linear.load(MODEL))
        return _ready[MODEL]
