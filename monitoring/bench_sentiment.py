"""How fast and how right texts are judged, beside VADER and a plain word list in the same run.

Labelled corpora for research are read where they lie beside the project; nothing of them is kept.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
from django.conf import settings

from monitoring.understanding import classify_many, labelled
from monitoring.understanding.sentiment import features
from monitoring.understanding.text import cut

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

DATA: Final = Path(settings.BASE_DIR).parent / "shared" / "data"
TEXTS: Final = 20_000
LIMIT: Final = 20_000  # texts a second on one core
ROUNDS: Final = 3
#: Beyond this VADER's own authors call a compound score positive or negative.
VADER_EDGE: Final = 0.05


class Corpus(NamedTuple):
    """A labelled file; `learn` names its part to train on, or a column of times to split by."""

    file: str
    text: str
    label: str
    language: str
    time: str | None = None
    learn: str | None = None


CORPORA: Final = {
    "uit_vsfc_dev": Corpus("sentiment/uit_vsfc_dev.tsv", "text", "sentiment", "vi",
                           learn="sentiment/uit_vsfc_train.tsv"),
    "uit_visfd_dev": Corpus("sentiment/uit_visfd_dev.csv", "comment", "n_star", "vi"),
    "airline": Corpus("streams/airline_tweets_3_brands.csv", "text", "airline_sentiment", "en",
                      time="tweet_created"),
}  # fmt: skip


def sentiment(texts: int = TEXTS) -> dict[str, Any]:
    """Texts a second on one core, and macro-F1 and accuracy on corpora the model never saw."""
    return {"speed": speed(texts), "corpora": corpora()}


def speed(count: int = TEXTS) -> dict[str, Any]:
    """Our texts in both languages, and the English ones beside VADER."""
    from monitoring.understanding import shipped  # noqa: PLC0415 -- scikit-learn loads slowly

    own = shipped.corpus()
    english = [text for text, spoken in zip(own.texts, own.languages, strict=True)
               if spoken == "en"]  # fmt: skip
    found: dict[str, Any] = {
        "limit_per_second": LIMIT,
        "texts_per_second": _rate(classify_many, _repeated(own.texts, count)),
        "texts_per_cpu_second": _rate(
            classify_many, _repeated(own.texts, count), time.process_time
        ),
        "english_per_second": _rate(classify_many, _repeated(english, count)),
    }
    # On an idle core both clocks agree; on a busy one only the CPU clock speaks of us.
    found["limit_held"] = found["texts_per_cpu_second"] >= LIMIT
    judge = _vader()
    if judge is None:
        return found | {"vader": "SKIPPED: vaderSentiment is not installed"}
    return found | {"vader_english_per_second": _rate(judge, _repeated(english, count // 10))}


def corpora(folder: Path = DATA) -> dict[str, Any]:
    """One table a corpus; what is absent says so."""
    return {
        name: _table(folder, corpus)
        if (folder / corpus.file).exists()
        else f"SKIPPED: {folder / corpus.file} is not there"
        for name, corpus in CORPORA.items()
    }


def _table(folder: Path, corpus: Corpus) -> dict[str, Any]:
    texts, labels, times = labelled.read(
        folder / corpus.file, corpus.text, corpus.label, corpus.time
    )
    found = {"texts": len(texts), "shipped": _figures(labels, _shipped(texts))}
    found["word_list"] = _figures(labels, word_list(texts))
    if corpus.language == "en" and (judge := _vader()) is not None:
        found["vader"] = _figures(labels, judge(texts))
    return found | _trained(folder, corpus, labelled.Labelled(texts, labels, times))


def _trained(folder: Path, corpus: Corpus, own: labelled.Labelled) -> dict[str, Any]:
    """Trained on the corpus's own learning part: a file of its own, or the first four fifths.

    The plain recipe learns from the same texts and is asked the same ones.
    """
    from monitoring.understanding.sentiment import train  # noqa: PLC0415

    if corpus.learn and (folder / corpus.learn).exists():
        known = labelled.read(folder / corpus.learn, corpus.text, corpus.label)
        asked = own
    elif corpus.time:
        first, rest = train.split(own.labels, own.times)
        known, asked = (
            labelled.Labelled(
                [own.texts[row] for row in rows], [own.labels[row] for row in rows], None
            )
            for rows in (first, rest)
        )
    else:
        return {}
    score = train.score(train.train(known.texts, known.labels), asked.texts, asked.labels)
    return {
        "trained": {"macro_f1": round(score.macro_f1, 3), "accuracy": round(score.accuracy, 3)},
        "tfidf_svm_trained": _figures(asked.labels, plain_recipe(known, asked.texts)),
    }


def plain_recipe(known: labelled.Labelled, texts: Sequence[str]) -> list[str]:
    """The usual peer: TF-IDF of words and pairs, and a linear support vector machine."""
    from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415
    from sklearn.svm import LinearSVC  # noqa: PLC0415

    counted = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)
    model = LinearSVC(random_state=7).fit(counted.fit_transform(known.texts), known.labels)
    return list(model.predict(counted.transform(texts)))


def word_list(texts: Sequence[str]) -> list[str]:
    """A plain lexicon: praise minus blame, each turned round by a negator before it."""
    batch = cut(texts)
    tally = features.tally(features.read(batch))
    return [
        labelled.POSITIVE if sum_ > 0 else labelled.NEGATIVE if sum_ < 0 else labelled.NEUTRAL
        for sum_ in tally.tolist()
    ]


def _shipped(texts: Sequence[str]) -> list[str]:
    return [one.label for one in classify_many(texts)]


def _vader() -> Callable[[Sequence[str]], list[str]] | None:
    try:  # a peer for measuring, no dependency of the desk
        from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer  # noqa: PLC0415
    except ImportError:
        return None
    compound = SentimentIntensityAnalyzer().polarity_scores

    def judge(texts: Sequence[str]) -> list[str]:
        scores = [compound(text)["compound"] for text in texts]
        return [
            labelled.POSITIVE
            if score >= VADER_EDGE
            else labelled.NEGATIVE
            if score <= -VADER_EDGE
            else labelled.NEUTRAL
            for score in scores
        ]

    return judge


def _figures(truth: Sequence[str], found: Sequence[str]) -> dict[str, float]:
    right, guess = np.array(truth), np.array(found)
    each = [_f1(right == mood, guess == mood) for mood in labelled.MOODS]
    return {
        "macro_f1": round(float(np.mean(each)), 3),
        "accuracy": round(float((right == guess).mean()), 3),
    }


def _f1(right: Any, guess: Any) -> float:
    both = 2 * int((right & guess).sum())
    total = int(right.sum() + guess.sum())
    return both / total if total else 0.0


def _repeated(texts: Sequence[str], count: int) -> list[str]:
    return [texts[number % len(texts)] for number in range(count)]


def _rate(
    judge: Callable[[Sequence[str]], Any],
    texts: list[str],
    clock: Callable[[], float] = time.perf_counter,
) -> int:
    """The best of some rounds: what the machine's other work takes away is not ours.

    By `time.process_time` as clock, waiting for a busy core does not count.
    """
    judge(texts[:10])
    best = float("inf")
    for _round in range(ROUNDS):
        begun = clock()
        judge(texts)
        best = min(best, clock() - begun)
    return round(len(texts) / best)
