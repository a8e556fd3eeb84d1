"""Which claims contain a term and what that is worth, as arrays; a question adds up slices."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

Scores = npt.NDArray[np.float32]

#: The usual constants of BM25 (Robertson and Zaragoza 2009): saturation, and length.
K1: Final = 1.2
B: Final = 0.75


class Postings:
    """An inverted index whose entries are weights of terms in texts."""

    def __init__(self, texts: Sequence[Sequence[str]], weigh: Callable[..., Scores]) -> None:
        self.size = len(texts)
        self._terms: dict[str, int] = {}
        terms, docs, counts = self._count(texts)
        order = np.lexsort((docs, terms))
        terms, self._docs, counts = terms[order], docs[order], counts[order]
        spread = np.bincount(terms, minlength=len(self._terms))
        self._ends = np.cumsum(spread)
        #: How telling a term is: rare ones tell most.
        self.rarity = np.log1p((self.size - spread + 0.5) / (spread + 0.5)).astype(np.float32)
        lengths = np.bincount(self._docs, weights=counts, minlength=self.size)
        self._weights = weigh(counts, self.rarity[terms], lengths, self._docs)

    def _count(self, texts: Sequence[Sequence[str]]) -> tuple[npt.NDArray[np.int64], ...]:
        rows: list[tuple[int, int, int]] = []
        for place, text in enumerate(texts):
            for term, count in Counter(text).items():
                rows.append((self._terms.setdefault(term, len(self._terms)), place, count))
        table = np.array(rows, np.int64).reshape(-1, 3)
        return table[:, 0], table[:, 1], table[:, 2]

    def known(self, text: Iterable[str]) -> dict[int, int]:
        """The terms of a text that the index knows, with their counts."""
        found = Counter(text)
        return {self._terms[term]: n for term, n in found.items() if term in self._terms}

    def add_up(self, weights: dict[int, float]) -> Scores:
        """For every text the sum of its weights of these terms, each times the given one."""
        slices = [slice(self._ends[t - 1] if t else 0, self._ends[t]) for t in weights]
        if not slices:
            return np.zeros(self.size, np.float32)
        docs = np.concatenate([self._docs[part] for part in slices])
        given = np.repeat(list(weights.values()), [part.stop - part.start for part in slices])
        values = np.concatenate([self._weights[part] for part in slices]) * given
        return np.bincount(docs, weights=values, minlength=self.size).astype(np.float32)


def bm25(counts: Scores, rarity: Scores, lengths: Scores, docs: npt.NDArray[np.int64]) -> Scores:
    """Okapi BM25 weights."""
    usual = max(float(lengths.mean()), 1.0) if lengths.size else 1.0
    norm = K1 * (1 - B + B * lengths[docs] / usual)
    return (rarity * counts * (K1 + 1) / (counts + norm)).astype(np.float32)


def cosine(counts: Scores, rarity: Scores, lengths: Scores, docs: npt.NDArray[np.int64]) -> Scores:
    """Weights of unit length, so that a sum of products is a cosine."""
    weights = (1 + np.log(np.maximum(counts, 1))) * rarity
    size = np.sqrt(np.bincount(docs, weights=weights**2, minlength=lengths.size))
    return (weights / np.maximum(size[docs], 1e-9)).astype(np.float32)
