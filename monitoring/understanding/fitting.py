"""Turning labelled texts into a `Linear` model. Needs scikit-learn; serving does not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.model_selection import StratifiedKFold
from sklearn.svm import LinearSVC

from monitoring.understanding import voices as voicing
from monitoring.understanding.linear import FINEST, RAREST, Family, Floats, Linear
from monitoring.understanding.voices import CLASSES, Voices

Labels = npt.NDArray[np.intp]
Fold = tuple[Labels, Labels]
FOLDS = 4
SMOOTH = 0.5


@dataclass(frozen=True, slots=True)
class Examples:
    """Counts of hashed features, the signs of each text and what the word lists make of it."""

    counts: sparse.csr_matrix
    signs: sparse.csr_matrix
    bits: int
    dense: Floats | None = None  # a sentence vector a text, where the encoder is used
    lists: Floats | None = None

    def pick(self, rows: npt.NDArray[Any]) -> Examples:
        """Some of the texts."""
        dense = None if self.dense is None else self.dense[rows]
        lists = None if self.lists is None else self.lists[rows]
        return Examples(self.counts[rows], self.signs[rows], self.bits, dense, lists)


@dataclass(frozen=True, slots=True)
class Recipe:
    """How hard to fit, how much the signs weigh, how far rare classes are lifted."""

    strength: float = 0.4
    sign_weight: float = 0.3
    dense_weight: float = 0.06  # of each number of a sentence vector, centred and scaled
    lift: float = 0.5
    rarest: int = 2  # a feature seen in fewer texts is left out
    strange: float = 0.0  # 0..1: how far a feature without a weight lengthens its text
    evidence: float = 0.0  # 0..1: how far a feature counts by how unevenly the classes use it
    prior: tuple[float, ...] = (1 / 3, 1 / 3, 1 / 3)  # shares of the classes where it will serve
    listen: bool = False  # whether the word lists speak beside the fit (`voices`)
    prior_of_many: tuple[float, ...] | None = None  # shares among texts of many opinions


def examples(
    families: Iterable[Family],
    bits: int,
    count: int,
    signs: npt.NDArray[np.intp] | None = None,
    sign_count: int = 0,
    lists: Floats | None = None,
) -> Examples:
    """Sum all families into one matrix; the empty bucket stays empty."""
    total = sparse.csr_matrix((count, 1 << bits), dtype=np.float32)
    for family in families:
        total = total + _counts(family, bits)
    total.data[total.indices == 0] = 0
    total.eliminate_zeros()
    if signs is None:
        return Examples(total, sparse.csr_matrix((count, 0)), bits, lists=lists)
    ends = np.arange(0, signs.size + 1, signs.shape[1])
    marks = sparse.csr_matrix((np.ones(signs.size), signs.ravel(), ends), (count, sign_count))
    return Examples(total, marks, bits, lists=lists)


def fit(
    data: Examples,
    labels: Labels,
    recipe: Recipe = Recipe(),
    meta: dict[str, Any] | None = None,
    *,
    folds: list[Fold] | None = None,
    worth: Floats | None = None,
    voices: Voices | None = None,
) -> Linear:
    """Fit, then set how loud it speaks on texts that the fit did not see.

    `worth` says how much each text counts, all the same unless given; `voices` are known already.
    """
    worth = np.ones(labels.size) if worth is None else worth
    if voices is None:
        voices = honest_voices(data, labels, recipe, folds or _even_folds(labels), worth)
    return _Fitted(data, labels, recipe, worth).packed(voices, meta or {})


def honest_voices(
    data: Examples, labels: Labels, recipe: Recipe, folds: list[Fold], worth: Floats
) -> Voices:
    """How loud to speak so that texts that a fold did not see get honest probabilities."""
    asked, logits = _unseen(data, labels, recipe, folds, worth)
    if not recipe.listen or data.lists is None:
        return voicing.alone(logits, labels[asked])
    # The last figure tells the kind of text; only its prior speaks of it.
    return voicing.beside(logits, data.lists[asked, :-1], labels[asked])


def _even_folds(labels: Labels) -> list[Fold]:
    return list(StratifiedKFold(FOLDS, shuffle=True, random_state=7).split(labels, labels))


def _unseen(
    data: Examples, labels: Labels, recipe: Recipe, folds: list[Fold], worth: Floats
) -> tuple[Labels, Floats]:
    logits = [
        _Fitted(data.pick(learn), labels[learn], recipe, worth[learn]).logits(data.pick(ask))
        for learn, ask in folds
    ]
    return np.concatenate([ask for _, ask in folds]), np.concatenate(logits)


class _Fitted:
    """Support vectors over the normed features, before it is packed."""

    def __init__(self, data: Examples, labels: Labels, recipe: Recipe, worth: Floats) -> None:
        self.recipe, self.bits, self.sign_count = recipe, data.bits, data.signs.shape[1]
        seen = np.bincount(data.counts.indices, minlength=data.counts.shape[1])
        self.used = np.flatnonzero(seen >= recipe.rarest)
        self.rarity = np.log(labels.size / seen[self.used]) + 1
        worth = worth * _lifted(labels, recipe.lift)[labels]
        if data.dense is not None:
            # Sentence vectors lie in a narrow cone: what tells them apart is small beside their mean.
            self.centre = data.dense.mean(axis=0)
            self.width = np.maximum(data.dense.std(axis=0), 1e-9)
        rows = self._normed(data)
        each = [self._one(rows, labels == label, worth) for label in range(CLASSES)]
        coef = np.stack([weights for weights, _ in each])
        bias = np.array([start for _, start in each])
        self.weights, self.bias = coef[:2] - coef[2], bias[:2] - bias[2]

    def _one(
        self, rows: sparse.csr_matrix, mine: npt.NDArray[np.bool_], worth: Floats
    ) -> tuple[Floats, float]:
        """One class against the others."""
        if mine.all() or not mine.any():
            return np.zeros(rows.shape[1]), 1.0 if mine.all() else -1.0
        scale = self._uneven(rows, mine) if self.recipe.evidence else np.ones(rows.shape[1])
        model = LinearSVC(C=self.recipe.strength, random_state=7)
        model.fit(rows @ sparse.diags_array(scale), mine, sample_weight=worth)
        return model.coef_[0] * scale, float(model.intercept_[0])

    def _uneven(self, rows: sparse.csr_matrix, mine: npt.NDArray[np.bool_]) -> Floats:
        """What each feature's log-count ratio adds to its weight (Wang and Manning 2012)."""
        scale = np.ones(rows.shape[1])
        words = rows[:, : self.used.size]
        inside, outside = (
            np.asarray(words[side].sum(axis=0)).ravel() + SMOOTH for side in (mine, ~mine)
        )
        ratio = np.abs(np.log((inside / inside.sum()) / (outside / outside.sum())))
        part = self.recipe.evidence
        scale[: self.used.size] = 1 - part + part * ratio / max(ratio.mean(), 1e-9)
        return scale

    def _normed(self, data: Examples) -> sparse.csr_matrix:
        kept = data.counts[:, self.used]
        size = np.sqrt(np.maximum(kept @ self.rarity**2 + self._strange(data.counts), 1e-9))
        normed = sparse.diags_array(1 / size) @ kept @ sparse.diags_array(self.rarity)
        parts = [normed, data.signs * self.recipe.sign_weight]
        if data.dense is not None:
            centred = (data.dense - self.centre) / self.width
            parts.append(sparse.csr_matrix(centred * self.recipe.dense_weight))
        return sparse.hstack(parts).tocsr()

    def _strange(self, counts: sparse.csr_matrix) -> Floats:
        """What features without a weight add to the squared length of each text."""
        unknown = np.ones(counts.shape[1])
        unknown[self.used] = 0
        return counts @ unknown * (self.recipe.strange * (self.rarity**2).max())

    def logits(self, data: Examples) -> Floats:
        return self._normed(data) @ self.weights.T + self.bias

    def packed(self, voices: Voices, meta: dict[str, Any]) -> Linear:
        prior, scale = _edge(self.recipe.prior), voices.scale
        lists = voices.lists
        if lists.size:
            lists = np.vstack(
                (lists, _edge(self.recipe.prior_of_many or self.recipe.prior) - prior)
            )
        words = self.weights[:, : self.used.size] * self.rarity * scale
        ends = self.used.size, self.used.size + self.sign_count
        signs = self.weights[:, ends[0] : ends[1]] * self.recipe.sign_weight * scale
        dense, start = self._folded(scale, self.weights[:, ends[1] :])
        steps = np.array([np.abs(words).max() / FINEST, (self.rarity**2).max() / RAREST])
        return Linear(
            bits=self.bits,
            buckets=self.used.astype(np.uint32),
            pulls=np.rint(words.T / steps[0]).astype(np.int16),
            rarity=np.rint(self.rarity**2 / steps[1]).astype(np.uint8),
            steps=steps,
            bias=self.bias * scale + voices.bias + prior - start,
            signs=np.round(signs.T, 4),
            meta=meta,
            dense=dense.T,
            strange=round(self.recipe.strange * RAREST),
            lists=lists,
        )

    def _folded(self, scale: float, weights: Floats) -> tuple[Floats, Floats]:
        """Weights for the vectors as they are, and what centring takes from the scores."""
        if not weights.size:
            return weights, np.zeros(2)
        plain = weights * self.recipe.dense_weight * scale / self.width
        return plain, plain @ self.centre


def _edge(shares: tuple[float, ...]) -> Floats:
    """What shares of the classes add to the scores of the first two."""
    return np.log(np.array(shares[:2]) / shares[2])


def _lifted(labels: Labels, lift: float) -> Floats:
    """The weight of each class's texts; rare classes weigh more, the mean weight is one."""
    share = np.bincount(labels, minlength=CLASSES) / labels.size
    weights = np.where(share > 0, share, 1.0) ** -lift
    return weights / (weights @ share)


def _counts(family: Family, bits: int) -> sparse.csr_matrix:
    ends = np.append(family.starts, family.buckets.size)
    counts = sparse.csr_matrix(
        (
            np.full(family.buckets.size, family.weight, np.float32),
            family.buckets.astype(np.int32),
            ends,
        ),
        (family.starts.size, 1 << bits),
    )
    counts.sum_duplicates()
    return counts
