"""What sentence vectors add to a model's scores; serving needs nothing but the file.

The file holds the added part alone: weights of two scores for each number of a vector, how loud the
fast model goes on speaking beside it, and where the classes begin. It serves every language but
Vietnamese, where it gained nothing on texts of others (`corpus/DATASHEET.md`).
"""

from __future__ import annotations

import io
import json
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, Self

import numpy as np

from monitoring.understanding.linear import Floats

SHIPPED: Final = Path(__file__).parent.parent / "sentiment_dense.npz"


@dataclass(frozen=True, slots=True)
class Dense:
    """The added part."""

    weights: Floats  # (vector, 2)
    scale: float
    bias: Floats  # (2,)
    meta: dict[str, Any] = field(default_factory=dict)

    def beside(self, scores: Floats, vectors: Floats) -> Floats:
        """The scores of both together."""
        return scores * self.scale + vectors @ self.weights + self.bias

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
                scale=float(data["scale"]),
                bias=data["bias"],
                meta=json.loads(data["meta"].tobytes().decode()),
            )


@lru_cache(maxsize=1)
def shipped() -> Dense:
    """The file that comes with the project, loaded once per process."""
    return Dense.load(SHIPPED)
