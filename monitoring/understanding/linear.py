"""A linear model over hashed features that answers for thousands of texts with a few array sums.

Each bucket packs three small integers into one: the pull towards the first class, towards the
second, and the squared rarity that the length norm needs. One gather and one sum read all three.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Self

import numpy as np
import numpy.typing as npt

from monitoring.understanding.text import Codes, Positions

FINEST: Final = 511  # largest packed pull: 1,500 places of it still fit into 22 bits
RAREST: Final = 255
_BITS: Final = 22
_HALF, _FULL = 1 << (_BITS - 1), (1 << _BITS) - 1

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Family:
    """One feature for each place of a text: bucket numbers, where each text begins, its weight."""

    buckets: Positions
    starts: Positions
    weight: int = 1


@dataclass(frozen=True, slots=True)
class Linear:
    """Scores of two classes against the third."""

    bits: int
    buckets: npt.NDArray[np.uint32]
    pulls: npt.NDArray[np.int16]  # (buckets, 2)
    rarity: npt.NDArray[np.uint8]
    steps: Floats  # of pulls, of squared rarity
    bias: Floats
    signs: Floats  # (signs, 2)
    meta: dict[str, Any] = field(default_factory=dict)
    dense: Floats = field(default_factory=lambda: np.zeros((0, 2)))  # (vector, 2), if encoded
    strange: int = 0  # packed rarity of a bucket that the training never saw
    lists: Floats = field(default_factory=lambda: np.zeros((0, 2)))  # (word list figures, 2)

    def table(self) -> npt.NDArray[np.int64]:
        """Every bucket's three numbers as one; the first stays empty.

        A text full of words that the training never saw is long for its few known ones, so those
        speak softly and the word lists decide.
        """
        packed = np.full(1 << self.bits, self.strange << 2 * _BITS, np.int64)
        packed[0] = 0
        pulls = self.pulls.astype(np.int64)
        packed[self.buckets] = (
            pulls[:, 0] + (pulls[:, 1] << _BITS) + (self.rarity.astype(np.int64) << 2 * _BITS)
        )
        return packed

    def save(self, path: Path) -> None:
        """Write one compressed file."""
        path.write_bytes(self.packed_bytes())

    def packed_bytes(self) -> bytes:
        """What the file holds; the same model always gives the same bytes."""
        meta = json.dumps(self.meta, ensure_ascii=False, sort_keys=True)
        file = io.BytesIO()
        np.savez_compressed(
            file,
            bits=self.bits,
            buckets=np.diff(self.buckets, prepend=np.uint32(0)),
            pulls=self.pulls,
            rarity=self.rarity,
            steps=self.steps,
            bias=self.bias,
            signs=self.signs,
            meta=np.frombuffer(meta.encode(), np.uint8),
            **({"dense": self.dense} if self.dense.size else {}),
            **({"strange": self.strange} if self.strange else {}),
            **({"lists": self.lists} if self.lists.size else {}),
        )
        return file.getvalue()

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read a model back; nothing in the file is executed."""
        with np.load(path, allow_pickle=False) as data:
            return cls(
                bits=int(data["bits"]),
                buckets=np.cumsum(data["buckets"], dtype=np.uint32),
                pulls=data["pulls"],
                rarity=data["rarity"],
                steps=data["steps"],
                bias=data["bias"],
                signs=data["signs"],
                meta=json.loads(data["meta"].tobytes().decode()),
                dense=data["dense"] if "dense" in data.files else np.zeros((0, 2)),
                strange=int(data["strange"]) if "strange" in data.files else 0,
                lists=data["lists"] if "lists" in data.files else np.zeros((0, 2)),
            )


class Scorer:
    """A model made ready to serve."""

    def __init__(self, model: Linear) -> None:
        self.model = model
        self._table = model.table()

    def scores(
        self,
        families: Iterable[Family],
        signs: Positions | None = None,
        dense: Floats | None = None,
        lists: Floats | None = None,
    ) -> Floats:
        """Two scores per text; the third class stands at zero."""
        first = second = weight = np.zeros(1, np.int64)
        for family in families:
            total = np.add.reduceat(self._table[family.buckets], family.starts)
            low = ((total + _HALF) & _FULL) - _HALF
            total = (total - low) >> _BITS
            high = ((total + _HALF) & _FULL) - _HALF
            rare = (total - high) >> _BITS
            first, second = first + low * family.weight, second + high * family.weight
            weight = weight + rare * family.weight
        norm = np.sqrt(np.maximum(weight * self.model.steps[1], 1e-9))
        scores = np.stack((first, second), axis=1) * (self.model.steps[0] / norm)[:, None]
        if signs is not None:
            scores += self.model.signs[signs].sum(axis=1)
        if dense is not None:
            scores += dense @ self.model.dense
        if lists is not None:
            scores += lists @ self.model.lists
        return scores + self.model.bias


def chances(scores: Floats) -> Floats:
    """Probabilities of the three classes; the third is the reference."""
    three = np.column_stack((scores, np.zeros(len(scores))))
    three = np.exp(three - three.max(axis=1, keepdims=True))
    return three / three.sum(axis=1, keepdims=True)


def buckets(hashes: Codes, salt: int, bits: int) -> Positions:
    """Where a feature's weights live; families differ by their salt."""
    salted = (hashes ^ np.uint32(salt * 0x3C6EF372 & 0xFFFFFFFF)) * np.uint32(0x9E3779B1)
    return (salted >> np.uint32(32 - bits)).astype(np.intp)
