"""What sentence vectors add to the shipped models, learnt from the project's corpus.

Needs the optional encoder. It reads some tens of texts a second, so of the composed posts, which say
the same again and again, it reads a third.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import KFold

from monitoring.understanding import fitting, shipped, voices
from monitoring.understanding.linear import Floats, Scorer
from monitoring.understanding.sentiment import dense, encoded, features
from monitoring.understanding.sentiment.model import decide
from monitoring.understanding.sentiment.train import Score, examples, numbers, scored
from monitoring.understanding.text import cut

Encode = Callable[[Sequence[str]], Floats]
Rows = npt.NDArray[np.intp]

EVERY: Final = 3
#: Chosen on our own whole posts, which composed ones predict.
STRENGTH: Final = 0.001
DIGITS: Final = 5
#: What is English stands for all languages but Vietnamese.
LANGUAGE: Final = "en"
RECIPE: Final = shipped.RECIPE


@dataclass(frozen=True, slots=True)
class Taught:
    """Texts that have vectors, and what the fast model makes of the whole ones."""

    labels: fitting.Labels
    vectors: Floats
    worth: Floats
    composed: Rows
    asked: Rows
    scores: Floats  # of the asked ones, taught by composed ones alone


def read(encode: Encode = encoded.vectors) -> Taught:
    """The corpus with its vectors."""
    own = shipped.picked(shipped.corpus(), lambda row: row.language == LANGUAGE)
    composed = np.flatnonzero(np.isin(own.origins, shipped.COMPOSED))
    rows = np.setdiff1d(np.arange(len(own.texts)), np.setdiff1d(composed, composed[::EVERY]))
    origins = [own.origins[row] for row in rows]
    learnt, asked = shipped.apart(origins)
    return Taught(
        numbers([own.labels[row] for row in rows]),
        encode([own.texts[row] for row in rows]),
        shipped.worth(origins),
        learnt,
        asked,
        _fast(own) - _edge(),
    )


def across(taught: Taught) -> Score:
    """Composed posts teach, whole hand-written texts are asked.

    Who speaks how loud is heard on others of them than the ones that are asked.
    """
    added, truth = _honest(taught), taught.labels[taught.asked]
    found = np.zeros(truth.size, dtype=np.intp)
    for heard, asked in KFold(shipped.FOLDS, shuffle=True, random_state=7).split(truth):
        voice = voices.beside(taught.scores[heard], added[heard], truth[heard])
        both = taught.scores[asked] * voice.scale + added[asked] @ voice.lists + voice.bias
        found[asked] = decide(both)
    return scored(truth, found)


def train(taught: Taught) -> dense.Dense:
    """The part that is added to the shipped model."""
    voice = voices.beside(taught.scores, _honest(taught), taught.labels[taught.asked])
    slopes, starts = _slopes(taught, np.arange(taught.labels.size), taught.worth)
    bias = starts @ voice.lists + voice.bias + _edge() * (1 - voice.scale)
    return dense.Dense(
        (slopes @ voice.lists).round(DIGITS),
        round(voice.scale, DIGITS),
        bias.round(DIGITS),
        shipped.meta() | {"encoder": encoded.NAME},
    )


def _fast(own: shipped.Corpus) -> Floats:
    """Scores of whole texts by a fast model of composed ones, its voices heard on other fifths."""
    data, labels = examples(own.texts), numbers(own.labels)
    (learn, ask), even = shipped.apart(own.origins), np.ones(labels.size)
    found = np.zeros((ask.size, 2))
    for heard, asked in KFold(shipped.FOLDS, shuffle=True, random_state=7).split(ask):
        heard_by = fitting.honest_voices(data, labels, RECIPE, [(learn, ask[heard])], even)
        model = fitting.fit(data.pick(learn), labels[learn], RECIPE, voices=heard_by)
        batch = cut([own.texts[row] for row in ask[asked]])
        reading = features.read(batch)
        found[asked] = Scorer(model).scores(
            features.families(batch, reading),
            features.signs(batch, reading),
            lists=features.lists(reading) if model.lists.size else None,
        )
    return found


def _edge() -> Floats:
    """What the prior adds to a model's scores: it stands aside while voices are weighed."""
    return np.log(np.array(RECIPE.prior[:2]) / RECIPE.prior[2])


def _slopes(one: Taught, rows: Rows, worth: Floats) -> tuple[Floats, Floats]:
    """Weights and starts of two scores; each number of a vector centred and scaled for the fit.

    The vectors lie in a narrow cone. Centre and scale fold into weights and starts exactly.
    """
    seen = one.vectors[rows]
    centre, width = seen.mean(axis=0), np.maximum(seen.std(axis=0), 1e-9)
    model = LogisticRegression(C=STRENGTH, max_iter=1000)
    model.fit((seen - centre) / width, one.labels[rows], sample_weight=worth)
    slopes = (model.coef_[:2] - model.coef_[2]).T / width[:, None]
    return slopes, model.intercept_[:2] - model.intercept_[2] - centre @ slopes


def _honest(one: Taught) -> Floats:
    """Scores of the asked texts by vectors, taught by composed ones alone."""
    slopes, starts = _slopes(one, one.composed, np.ones(one.composed.size))
    return one.vectors[one.asked] @ slopes + starts
