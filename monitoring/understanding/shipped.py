"""The models that the project ships, rebuilt from its own corpus."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Callable
from dataclasses import replace
from typing import Final, NamedTuple

import numpy as np
from sklearn.model_selection import KFold

from monitoring.understanding import fitting, language
from monitoring.understanding.corpus.compose import CORPUS, HERE, Row
from monitoring.understanding.linear import Linear
from monitoring.understanding.sentiment import model as sentiment
from monitoring.understanding.sentiment.train import Score, examples, numbers, predict, scored
from monitoring.understanding.text import cut

OTHERS: Final = HERE / "other_languages.txt"
# Strength: composed posts predict the hand-written texts, which they share no line with. Between
# sign weights those see no difference; the word lists reach further than the posts, so they count.
# Prior: the corpus has a third of each mood, a brand under watch hears more blame than that, and a
# missed complaint costs a desk more than a false one. Reasoned, not fitted to any stream.
# Strange words: a review in a domain that the posts know little of would otherwise be judged by its
# few known words at full voice. With them in the norm a harder fit costs nothing there.
RECIPE: Final = fitting.Recipe(
    strength=1.0, sign_weight=0.8, lift=0.0, strange=1.0, prior=(0.4, 0.3, 0.3)
)
# Listening (Vietnamese, and the models of brands): composed posts predict the hand-written ones, and there a soft fit that counts features
# by how unevenly the moods use them is right more often. The word lists speak beside the fit, as
# loud as those same hand-written texts allow; inside it they are heard only as far as the posts
# need them. Who weighs many things is mostly reviewing what was bought, and reviews lean to praise.
LISTENING: Final = replace(
    RECIPE,
    strength=0.2,
    sign_weight=0.0,
    evidence=0.75,
    listen=True,
    prior_of_many=(0.3, 0.5, 0.2),
)
#: What the model of all languages learns from; long reviews teach the Vietnamese one only.
PLAIN: Final = ("written", "written-bare", "written-rough", "composed")
COMPOSED: Final = ("composed", "review-composed")
WHOLE: Final = ("written", "review")
#: A whole post teaches more than a composed one; cross-validated on the whole posts themselves.
WHOLE_WORTH: Final = 3.0
FOLDS: Final = 5


class Corpus(NamedTuple):
    """The corpus by columns."""

    texts: list[str]
    labels: list[str]
    languages: list[str]
    origins: list[str]


def corpus() -> Corpus:
    """Every line of corpus.tsv."""
    with CORPUS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))[1:]
    return Corpus(*(list(column) for column in zip(*rows, strict=True)))


def digest() -> str:
    """What the shipped models must have been trained on."""
    return hashlib.sha256(CORPUS.read_bytes() + OTHERS.read_bytes()).hexdigest()


def train_sentiment() -> Linear:
    """The model of all languages; its temperature comes from whole texts that posts predict."""
    return _fitted(plain(), RECIPE)


def train_vietnamese() -> Linear:
    """The model that judges what is Vietnamese."""
    return _fitted(vietnamese(), LISTENING)


def across_origins() -> dict[str, Score]:
    """Composed posts teach, whole hand-written texts are asked: each language by its own model.

    Where whole texts also set the voices, those are never the ones that are asked.
    """
    own = corpus()
    english = picked(own, lambda row: row.language == "en")
    return {"en": _across(english, RECIPE), "vi": _across(vietnamese(), LISTENING)}


def plain() -> Corpus:
    """All but the long reviews."""
    return picked(corpus(), lambda row: row.origin in PLAIN)


def vietnamese() -> Corpus:
    """Everything Vietnamese, long reviews too."""
    return picked(corpus(), lambda row: row.language == "vi")


def picked(own: Corpus, wanted: Callable[[Row], bool]) -> Corpus:
    """Some rows of the corpus."""
    rows = [row for row in map(Row._make, zip(*own, strict=True)) if wanted(row)]
    return Corpus(*(list(column) for column in zip(*rows, strict=True)))


def _fitted(own: Corpus, recipe: fitting.Recipe) -> Linear:
    data, labels = examples(own.texts), numbers(own.labels)
    counts = worth(own.origins)
    return fitting.fit(data, labels, recipe, meta(), folds=[apart(own.origins)], worth=counts)


def _across(own: Corpus, recipe: fitting.Recipe) -> Score:
    data, labels = examples(own.texts), numbers(own.labels)
    (learn, ask), even = apart(own.origins), np.ones(labels.size)
    found = np.zeros(labels.size, dtype=np.intp)
    for heard, asked in KFold(FOLDS, shuffle=True, random_state=7).split(ask):
        voices = fitting.honest_voices(data, labels, recipe, [(learn, ask[heard])], even)
        fitted = fitting.fit(data.pick(learn), labels[learn], recipe, voices=voices)
        found[ask[asked]] = predict(fitted, [own.texts[row] for row in ask[asked]])
    return scored(labels[ask], found[ask])


def train_language() -> Linear:
    """Vietnamese, English and what is neither."""
    own = plain()
    others = _others()
    texts, names = [*own.texts, *others], [*own.languages, *["und"] * len(others)]
    batch = cut(texts)
    data = fitting.examples(language.families(batch), language.BITS, len(texts))
    labels = np.array([language.LANGUAGES.index(name) for name in names])
    return fitting.fit(data, labels, fitting.Recipe(strength=1.0, lift=0.7), meta())


def rebuild() -> None:
    """Train and write all."""
    train_sentiment().save(sentiment.MODEL)
    train_vietnamese().save(sentiment.VIETNAMESE)
    train_language().save(language.MODEL)


def meta() -> dict[str, str]:
    """What the model says of itself."""
    return {"corpus": digest(), "made_for": "crisisdesk"}


def apart(origins: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """Composed posts to learn from, whole hand-written ones to ask."""
    return np.flatnonzero(np.isin(origins, COMPOSED)), np.flatnonzero(np.isin(origins, WHOLE))


def worth(origins: list[str]) -> np.ndarray:
    """How much each text of the corpus counts."""
    return np.where(np.isin(origins, COMPOSED), 1.0, WHOLE_WORTH)


def _others() -> list[str]:
    lines = OTHERS.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("# ")]
