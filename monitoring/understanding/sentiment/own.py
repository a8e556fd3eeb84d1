"""A model of a brand's own: the project's corpus and what its people corrected."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import numpy as np
from sklearn.metrics import accuracy_score, f1_score
from sklearn.model_selection import KFold

from monitoring.understanding import classify_many, fitting, shipped
from monitoring.understanding.linear import Linear
from monitoring.understanding.sentiment.train import Score, examples, numbers, predict

#: A correction comes from the very stream that will be judged: worth more than a text of ours.
WORTH: Final = 5.0
FOLDS: Final = 3


class Learnt(NamedTuple):
    """A model, and how corrections that it did not see were judged before and after."""

    model: Linear
    before: Score
    after: Score


def learn(
    texts: Sequence[str], labels: Sequence[str], base: shipped.Corpus, meta: dict[str, Any]
) -> Learnt:
    """Fit on the base and all corrections; the figures come from thirds that were held out.

    The rarest features are left out (`Recipe.rarest`), so no weight stands for one text alone.
    """
    data, truth = examples([*base.texts, *texts]), numbers([*base.labels, *labels])
    worth = np.append(shipped.worth(base.origins), np.full(len(texts), WORTH))
    apart = [shipped.apart(base.origins)]
    voices = fitting.honest_voices(data, truth, shipped.LISTENING, apart, worth)

    def fitted(rows: fitting.Labels, about: dict[str, Any]) -> Linear:
        return fitting.fit(
            data.pick(rows), truth[rows], shipped.LISTENING, about, worth=worth[rows], voices=voices
        )

    own, ours = np.arange(len(texts)), np.arange(len(base.texts))
    found = np.zeros(len(texts), dtype=np.intp)
    for learn_rows, ask in KFold(FOLDS, shuffle=True, random_state=7).split(own):
        fold = fitted(np.append(ours, learn_rows + ours.size), {})
        found[ask] = predict(fold, [texts[row] for row in ask])
    wanted = truth[ours.size :]
    before = numbers([one.label for one in classify_many(texts)])
    whole = fitted(np.arange(truth.size), meta)
    return Learnt(whole, _score(wanted, before), _score(wanted, found))


def _score(wanted: fitting.Labels, found: fitting.Labels) -> Score:
    known = sorted(set(wanted.tolist()))
    macro = f1_score(wanted, found, average="macro", labels=known, zero_division=0)
    return Score(float(macro), float(accuracy_score(wanted, found)), wanted.size)
