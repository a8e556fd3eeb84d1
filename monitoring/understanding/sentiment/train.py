"""Training: from labelled texts to a model file with honest held-out figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final, NamedTuple

import numpy as np
from sklearn.metrics import accuracy_score, f1_score
from sklearn.model_selection import train_test_split

from monitoring.understanding import fitting
from monitoring.understanding.linear import Floats, Linear, Scorer
from monitoring.understanding.sentiment import encoded, features
from monitoring.understanding.sentiment.model import LABELS, decide
from monitoring.understanding.text import cut

HELD_OUT: Final = 0.2
# Chosen by cross-validation inside the learning parts of two corpora, one in each language: there
# counted evidence adds a point of accuracy, and softer fits and signs cost nothing.
RECIPE: Final = fitting.Recipe(strength=0.1, sign_weight=0.2, lift=0.5, evidence=0.75)


class Score(NamedTuple):
    """How well labels were found."""

    macro_f1: float
    accuracy: float
    texts: int


def train(
    texts: Sequence[str],
    labels: Sequence[str],
    meta: dict[str, Any] | None = None,
    dense: Floats | None = None,
) -> Linear:
    """Fit on all of the texts; `dense` holds their sentence vectors where those shall help."""
    data = replace(examples(texts), dense=dense)
    return fitting.fit(data, numbers(labels), RECIPE, meta)


def held_out(
    texts: Sequence[str],
    labels: Sequence[str],
    times: Sequence[str] | None = None,
    dense: Floats | None = None,
) -> Score:
    """Fit on four fifths, score on the rest: the last by time, else drawn evenly by label."""
    first, rest = split(labels, times)
    known, asked = (None, None) if dense is None else (dense[first], dense[rest])
    model = train([texts[row] for row in first], [labels[row] for row in first], dense=known)
    return score(model, [texts[row] for row in rest], [labels[row] for row in rest], asked)


def split(labels: Sequence[str], times: Sequence[str] | None) -> tuple[list[int], list[int]]:
    """Row numbers to learn from and to hold out."""
    rows = np.arange(len(labels))
    if times is None:
        first, rest = train_test_split(
            rows, test_size=HELD_OUT, stratify=numbers(labels), random_state=7
        )
        return first.tolist(), rest.tolist()
    order = sorted(rows.tolist(), key=lambda row: times[row])
    cut_at = round(len(order) * (1 - HELD_OUT))
    return order[:cut_at], order[cut_at:]


def score(
    model: Linear, texts: Sequence[str], labels: Sequence[str], dense: Floats | None = None
) -> Score:
    """Macro-F1 and accuracy of a model on labelled texts."""
    return scored(numbers(labels), predict(model, texts, dense))


def scored(truth: fitting.Labels, found: fitting.Labels) -> Score:
    """The same of labels that were found already."""
    return Score(
        float(f1_score(truth, found, average="macro")),
        float(accuracy_score(truth, found)),
        truth.size,
    )


def predict(model: Linear, texts: Sequence[str], dense: Floats | None = None) -> fitting.Labels:
    """Label numbers, in batches; sentence vectors are made where the model wants them."""
    served, found = Scorer(model), []
    if dense is None and model.dense.size:
        dense = encoded.vectors(texts)
    for start in range(0, len(texts), 1000):
        batch = cut(texts[start : start + 1000])
        reading = features.read(batch)
        signs = features.signs(batch, reading)
        part = None if dense is None else dense[start : start + 1000]
        lists = features.lists(reading) if model.lists.size else None
        found.append(decide(served.scores(features.families(batch, reading), signs, part, lists)))
    return np.concatenate(found)


def examples(texts: Sequence[str]) -> fitting.Examples:
    """The features of all texts as one matrix."""
    batch = cut(texts)
    reading = features.read(batch)
    return fitting.examples(
        features.families(batch, reading),
        features.BITS,
        len(texts),
        features.signs(batch, reading),
        features.SIGN_COUNT,
        features.lists(reading),
    )


def numbers(labels: Sequence[str]) -> fitting.Labels:
    """Label names as the model's class numbers."""
    return np.array([LABELS.index(label) for label in labels], dtype=np.intp)
