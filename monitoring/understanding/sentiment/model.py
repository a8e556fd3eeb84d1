"""Serving: from texts to judgements, a thousand at a time."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from monitoring.understanding import language
from monitoring.understanding.linear import Floats, Linear, Scorer, chances
from monitoring.understanding.sentiment import encoded, features
from monitoring.understanding.text import Batch, cut

if TYPE_CHECKING:
    from monitoring.understanding.sentiment.dense import Dense

MODEL: Final = Path(__file__).parent.parent / "sentiment.npz"
#: Where the shipped model serves, what is Vietnamese is judged by a model of its own.
VIETNAMESE: Final = MODEL.with_name("sentiment_vi.npz")
LABELS: Final = ("negative", "positive", "neutral")  # the order of the model's scores
BATCH: Final = 1000
SURE: Final = 0.55
#: Who was unsure at first is sure again from here on: then our own whole posts are labelled right as
#: often as those of which the fast model is sure at once.
SURE_AGAIN: Final = 0.65
CLEAR_LEAD: Final = 0.15

_NEGATIVE, _POSITIVE, _NEUTRAL = range(3)
_lock = threading.Lock()
_ready: dict[Path, Scorer] = {}


class Judgement(NamedTuple):
    """What one text says. `negative` is a probability; an `uncertain` label needs a person."""

    label: str  # negative, neutral or positive
    negative: float
    language: str  # vi, en or und
    uncertain: bool


def classify_many(texts: Sequence[str], model: Path = MODEL) -> list[Judgement]:
    """Judge every text, in order."""
    judged: list[Judgement] = []
    for start in range(0, len(texts), BATCH):
        judged += judge(texts[start : start + BATCH], model)
    return judged


def classify(text: str) -> Judgement:
    """Judge one text."""
    return classify_many([text])[0]


def scorer(path: Path = MODEL) -> Scorer:
    """The model at `path`, loaded once per process."""
    with _lock:
        if path not in _ready:
            _ready[path] = Scorer(Linear.load(path))
        return _ready[path]


def forget(path: Path) -> None:
    """Let the next call read the file again."""
    with _lock:
        _ready.pop(path, None)


def judge(
    texts: Sequence[str], path: Path, beside: tuple[Dense, Floats] | None = None
) -> list[Judgement]:
    """Judge one batch; `beside` is what sentence vectors add to all but Vietnamese texts, and they."""
    batch = cut(texts)
    reading = features.read(batch)
    names = language.name_all(batch)
    scores = _scores(texts, batch, reading, scorer(path))
    ours = np.array(names) == "vi"
    if path == MODEL and ours.any():
        scores[ours] = _scores(texts, batch, reading, scorer(VIETNAMESE))[ours]
    if beside is not None:
        added, vectors = beside
        scores[~ours] = added.beside(scores, vectors)[~ours]
    chance, labels = chances(scores), decide(scores)
    silent = features.wordless(batch)
    labels[silent] = _NEUTRAL
    chance[silent, _NEGATIVE] = np.minimum(chance[silent, _NEGATIVE], 0.5)
    doubt = _doubtful(chance, SURE if beside is None else SURE_AGAIN) | _maybe_ironic(
        reading, labels
    )
    doubt[silent] = features.pictured(batch)[silent]
    return [
        Judgement(LABELS[label], negative, name, uncertain)
        for label, negative, name, uncertain in zip(
            labels.tolist(),
            chance[:, _NEGATIVE].round(4).tolist(),
            names,
            doubt.tolist(),
            strict=True,
        )
    ]


def _scores(texts: Sequence[str], batch: Batch, reading: features.Reading, by: Scorer) -> Floats:
    return by.scores(
        features.families(batch, reading),
        features.signs(batch, reading),
        encoded.vectors(texts) if by.model.dense.size else None,
        features.lists(reading) if by.model.lists.size else None,
    )


def decide(scores: Floats) -> npt.NDArray[np.intp]:
    """The label with the highest score."""
    return np.column_stack((scores, np.zeros(len(scores)))).argmax(axis=1)


def _doubtful(chance: Floats, sure: float) -> npt.NDArray[np.bool_]:
    ranked = np.sort(chance, axis=1)
    return (ranked[:, 2] < sure) | (ranked[:, 2] - ranked[:, 1] < CLEAR_LEAD)


def _maybe_ironic(reading: features.Reading, labels: npt.NDArray[np.intp]) -> npt.NDArray[np.bool_]:
    """Anything but blame in a form that is often meant the other way round."""
    return features.ironic(reading) & (labels != _NEGATIVE)
