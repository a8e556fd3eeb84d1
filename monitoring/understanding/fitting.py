"""Turning labelled texts into a `Linear` model. Needs scikit-learn; serving does not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import StratifiedKFold

from monitoring.understanding.linear import FINEST, RAREST, Family, Floats, Linear, chances

Labels = npt.NDArray[np.intp]
Fold = tuple[Labels, Labels]
FOLDS = 4


@dataclass(frozen=True, slots=True)
class Examples:
    """Counts of hashed features and the signs of each text."""

    counts: sparse.csr_matrix
    signs: sparse.csr_matrix
    bits: int

    def pick(self, rows: npt.NDArray[Any]) -> Examples:
        """Some of the texts."""
        return Examples(self.counts[rows], self.signs[rows], self.bits)


@dataclass(frozen=True, slots=True)
class Recipe:
    """How hard to fit, how much the signs weigh, how far rare classes are lifted."""

    strength: float = 6.0
    sign_weight: float = 0.4
    lift: float = 0.5
    rarest: int = 2  # a feature seen in fewer texts is left out


def examples(
    families: Iterable[Family],
    bits: int,
    count: int,
    signs: npt.NDArray[np.intp] | None = None,
    sign_count: int = 0,
) -> Examples:
    """Sum all families into one matrix; the empty bucket stays empty."""
    total = sparse.csr_matrix((count, 1 << bits), dtype=np.float32)
    for family in families:
        total = total + _counts(family, bits)
    total.data[total.indices == 0] = 0
    total.eliminate_zeros()
    if signs is None:
        return Examples(total, sparse.csr_matrix((count, 0)), bits)
    ends = np.arange(0, signs.size + 1, signs.shape[1])
    marks = sparse.csr_matrix((np.ones(signs.size), signs.ravel(), ends), (count, sign_count))
    return Examples(total, marks, bits)


def fit(
    data: Examples,
    labels: Labels,
    recipe: Recipe = Recipe(),
    meta: dict[str, Any] | None = None,
    *,
    folds: list[Fold] | None = None,
    lean: bool = True,
) -> Linear:
    """Fit, then set temperature and decision lean on texts that the fit did not see."""
    asked, logits = _unseen(data, labels, recipe, folds or _even_folds(labels))
    scale = temperature(logits, labels[asked])
    shift = best_lean(logits * scale, labels[asked]) if lean and folds is None else np.zeros(2)
    return _Fitted(data, labels, recipe).packed(scale, shift, meta or {})


def _even_folds(labels: Labels) -> list[Fold]:
    return list(StratifiedKFold(FOLDS, shuffle=True, random_state=7).split(labels, labels))


def _unseen(
    data: Examples, labels: Labels, recipe: Recipe, folds: list[Fold]
) -> tuple[Labels, Floats]:
    logits = [
        _Fitted(data.pick(learn), labels[learn], recipe).logits(data.pick(ask))
        for learn, ask in folds
    ]
    return np.concatenate([ask for _, ask in folds]), np.concatenate(logits)


class _Fitted:
    """A logistic regression over the normed features, before it is packed."""

    def __init__(self, data: Examples, labels: Labels, recipe: Recipe) -> None:
        self.recipe, self.bits = recipe, data.bits
        seen = np.bincount(data.counts.indices, minlength=data.counts.shape[1])
        self.used = np.flatnonzero(seen >= recipe.rarest)
        self.rarity = np.log(labels.size / seen[self.used]) + 1
        model = LogisticRegression(
            C=recipe.strength, max_iter=300, tol=1e-3, class_weight=_lifted(labels, recipe.lift)
        )
        model.fit(self._normed(data), labels)
        self.weights = model.coef_[:2] - model.coef_[2]
        self.bias = model.intercept_[:2] - model.intercept_[2]

    def _normed(self, data: Examples) -> sparse.csr_matrix:
        kept = data.counts[:, self.used]
        size = np.sqrt(np.maximum(kept @ self.rarity**2, 1e-9))
        normed = sparse.diags_array(1 / size) @ kept @ sparse.diags_array(self.rarity)
        return sparse.hstack([normed, data.signs * self.recipe.sign_weight]).tocsr()

    def logits(self, data: Examples) -> Floats:
        return self._normed(data) @ self.weights.T + self.bias

    def packed(self, scale: float, lean: Floats, meta: dict[str, Any]) -> Linear:
        words = self.weights[:, : self.used.size] * self.rarity * scale
        signs = self.weights[:, self.used.size :] * self.recipe.sign_weight * scale
        steps = np.array([np.abs(words).max() / FINEST, (self.rarity**2).max() / RAREST])
        return Linear(
            bits=self.bits,
            buckets=self.used.astype(np.uint32),
            pulls=np.rint(words.T / steps[0]).astype(np.int16),
            rarity=np.rint(self.rarity**2 / steps[1]).astype(np.uint8),
            steps=steps,
            bias=self.bias * scale,
            lean=lean,
            signs=np.round(signs.T, 4),
            meta=meta,
        )


def temperature(logits: Floats, labels: Labels) -> float:
    """The factor that makes unseen texts' probabilities honest (least log loss)."""

    def loss(factor: float) -> float:
        right = chances(logits * factor)[np.arange(labels.size), labels]
        return float(-np.log(np.maximum(right, 1e-12)).mean())

    return float(min(np.linspace(0.2, 3.0, 57), key=loss))


def best_lean(logits: Floats, labels: Labels) -> Floats:
    """The shift of the decision that serves rare classes as well as common ones (macro-F1)."""

    def score(first: float, second: float) -> float:
        shifted = logits + np.array((first, second))
        picked = np.column_stack((shifted, np.zeros(labels.size))).argmax(axis=1)
        return float(f1_score(labels, picked, average="macro"))

    grid = np.linspace(-2.0, 1.0, 16)
    pairs = [(score(first, second), first, second) for first in grid for second in grid]
    best = [pair for pair in pairs if pair[0] >= max(pairs)[0] - 0.002]
    return np.mean([pair[1:] for pair in best], axis=0)  # the middle of the plateau


def _lifted(labels: Labels, lift: float) -> dict[int, float]:
    share = np.bincount(labels) / labels.size
    weights = share**-lift
    return dict(enumerate(weights / (weights @ share)))


def _counts(family: Family, bits: int) -> sparse.csr_matrix:
    ends = np.append(family.starts, family.buckets.size)
    counts = sparse.csr_matrix(
        (np.ones(family.buckets.size, np.float32), family.buckets.astype(np.int32), ends),
        (family.starts.size, 1 << bits),
    )
    counts.sum_duplicates()
    return counts
