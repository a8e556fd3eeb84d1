"""What sentence vectors add to a model's scores; serving needs nothing but the file.

The file holds the added part alone: weights of two scores for each number of a vector, how loud the
fast model goes on speaking beside it, and where the classes begin. Once for what is Vietnamese, once
for all other texts.
"""

from __future__ import annotations

import io
import json
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, Self

import numpy as np
import numpy.typing as npt

from monitoring.understanding.linear import Floats

SHIPPED: Final = Path(__file__).parent.parent / "sentiment_dense.npz"
VIETNAMESE, OTHERS = range(2)


@dataclass(frozen=True, slots=True)
class Dense:
    """Two kinds of texts, the Vietnamese ones first."""

    weights: Floats  # (2, vector, 2)
    scale: Floats  # (2,)
    bias: Floats  # (2, 2)
    meta: dict[str, Any] = field(default_factory=dict)

    def beside(self, scores: Floats, vectors: Floats, ours: npt.NDArray[np.bool_]) -> Floats:
        """The scores of both together; `ours` are the Vietnamese texts."""
        both = np.empty_like(scores)
        for kind, rows in ((VIETNAMESE, ours), (OTHERS, ~ours)):
            added = vectors[rows] @ self.weights[kind] + self.bias[kind]
            both[rows] = scores[rows] * self.scale[kind] + added
        return both

    def save(self, path: Path) -> None:
        """Write one compressed file; the same numbers always give the same bytes."""
        meta = json.dumps(self.meta, ensure_ascii=False, sort_keys=True)
        file = io.BytesIO()
        np.savez_compressed(
            file,
            weights=self.weights.astype(np.float32),
            scale=self.scale,
            bias=self.bias,
            meta=np.frombuffer(meta.encode(), np.uint8),
        )
        path.write_bytes(file.getvalue())

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read it back; nothing in the file is executed."""
        with np.load(path, allow_pickle=False) as data:
            return cls(
                weights=data["weights"].astype(np.float64),
                scale=data["scale"],
                bias=data["bias"],
                meta=json.loads(data["meta"].tobytes().decode()),
            )


@lru_cache(maxsize=1)
def shipped() -> Dense:
    """The file that comes with the project, loaded once per process."""
    return Dense.load(SHIPPED)
