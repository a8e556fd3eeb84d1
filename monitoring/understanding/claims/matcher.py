"""Ranks known claims for a text: by words, by runs of letters and, where there is one, by sense.

Words (BM25) find names and figures, runs of letters find stems, slips and compounds, the encoder
finds what is said in other words or another language. Each ranking is brought to 0..1 within one
question and they are added up. The share of words was chosen on the training part of the CLEF
2020 set (task 2) among 0, .2, .35, .5, .75, 1, 1.5 and 2; the encoder weighs as much as letters.
"""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from monitoring.understanding.claims.postings import Postings, Scores, bm25, cosine
from monitoring.understanding.claims.wording import bare, runs, words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from monitoring.understanding.claims.encoder import Encoder, Vectors

WORDS_SHARE: Final = 0.5
SENSE_SHARE: Final = 1.0
#: Up to so many wordings the encoder compares them all; of more, the best by letters.
ALL_ENCODED: Final = 500
POOL: Final = 20
CHUNK: Final = 64
#: Encoding takes a second a text: whoever waits hears of it more often.
CHUNK_ENCODED: Final = 4


class Known(NamedTuple):
    """A known claim: its key, and every wording of it."""

    key: str
    texts: Sequence[str]


class Found(NamedTuple):
    """One candidate; `score` ranks within a text, `likeness` (0..1) compares across texts."""

    key: str
    score: float
    likeness: float
    #: The wording that fits best.
    text: str


class Matcher:
    """An index of known claims.

    `common` are words that say nothing here, such as the name of the brand that all talk about.
    """

    def __init__(
        self,
        claims: Iterable[Known],
        encoder: Encoder | None = None,
        common: Iterable[str] = (),
    ) -> None:
        self._common = {word for text in common for word in words(text)}
        pairs = [(claim.key, text) for claim in claims for text in claim.texts if text.strip()]
        self.keys = [key for key, _text in pairs]
        self.texts = [text for _key, text in pairs]
        said = [self._said(bare(text)) for text in self.texts]
        self._words = Postings(said, bm25)
        self._runs = Postings([runs(one) for one in said], cosine)
        self._encoder = encoder

    def best(
        self,
        texts: Sequence[str],
        top: int = 5,
        *,
        told: Callable[[int], object] | None = None,
    ) -> Iterator[list[Found]]:
        """For every text its best claims, best first; `told` hears of each batch done."""
        chunk = CHUNK_ENCODED if self._encoder else CHUNK
        for begin in range(0, len(texts), chunk):
            part = [bare(text) for text in texts[begin : begin + chunk]]
            yield from self._ranked(part, top)
            if told:
                told(len(part))

    def _ranked(self, texts: list[str], top: int) -> Iterator[list[Found]]:
        if not self.texts:
            yield from ([] for _text in texts)
            return
        likenesses, scores = zip(
            *(self._by_letters(self._said(text)) for text in texts), strict=True
        )
        if self._encoder:
            scores = self._with_sense(self._encoder, texts, scores)
        for likeness, score in zip(likenesses, scores, strict=True):
            yield self._top(likeness, score, top)

    def _said(self, text: str) -> list[str]:
        return [word for word in words(text) if word not in self._common]

    def _by_letters(self, said: list[str]) -> tuple[Scores, Scores]:
        by_words = self._words.add_up(dict.fromkeys(self._words.known(said), 1.0))
        likeness = self._likeness(runs(said))
        return likeness, WORDS_SHARE * _scaled(by_words) + _scaled(likeness)

    def _likeness(self, said: list[str]) -> Scores:
        """The cosine with every wording; a run that no claim has counts as the rarest."""
        found = self._runs.known(said)
        rarity = self._runs.rarity
        weights = {term: (1 + math.log(n)) * float(rarity[term]) for term, n in found.items()}
        strange = (len(Counter(said)) - len(found)) * float(rarity.max(initial=0.0)) ** 2
        size = math.sqrt(sum(weight**2 for weight in weights.values()) + strange)
        return self._runs.add_up(weights) / max(size, 1e-9)

    def _with_sense(
        self, encoder: Encoder, texts: list[str], scores: Sequence[Scores]
    ) -> list[Scores]:
        pools = [self._pool(score) for score in scores]
        wanted = sorted({int(place) for pool in pools for place in pool})
        encoder.claims([self.texts[place] for place in wanted])
        questions = encoder.questions(texts)
        return [
            self._sensed(encoder, *asked) for asked in zip(questions, pools, scores, strict=True)
        ]

    def _pool(self, score: Scores) -> Scores:
        if score.size <= ALL_ENCODED:
            return np.arange(score.size)
        return np.argpartition(-score, POOL)[:POOL]

    def _sensed(self, encoder: Encoder, question: Vectors, pool: Scores, score: Scores) -> Scores:
        """Letters and sense for the pool; what stands outside of it keeps below."""
        near = encoder.claims([self.texts[place] for place in pool]) @ question
        spread = max(float(near.max() - near.min()), 1e-9)
        summed = score.copy()
        summed[pool] += SENSE_SHARE * (near - near.min()) / spread
        return summed

    def _top(self, likeness: Scores, score: Scores, top: int) -> list[Found]:
        found: dict[str, Found] = {}
        for place in np.argsort(-score, kind="stable"):
            key = self.keys[place]
            if score[place] <= 0 or len(found) == top:
                break
            one = Found(key, float(score[place]), float(likeness[place]), self.texts[place])
            found.setdefault(key, one)
        return list(found.values())


def _scaled(scores: Scores) -> Scores:
    return scores / max(float(scores.max(initial=0.0)), 1e-9)
