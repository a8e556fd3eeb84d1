"""Long reviews that name several things: whole ones by hand, and Vietnamese ones composed.

They teach the Vietnamese model only (`shipped`); the English ones by hand are there to be asked.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from monitoring.understanding.corpus.compose import (
    HERE,
    LABELS,
    LANGUAGES,
    Composer,
    Row,
    distinct,
    lines_of,
    roughened,
    sections_of,
)
from monitoring.understanding.corpus.roughen import without_accents

LEVEL: Final = 500  # Vietnamese reviews for each label, filled up with composed ones


def rows() -> list[Row]:
    """Whole reviews, their Vietnamese twins (accent-free, roughened), then composed ones."""
    whole = list(_written())
    vi = [row for row in whole if row.language == "vi"]
    bare = [row._replace(text=without_accents(row.text), origin="review-bare") for row in vi]
    found = distinct([*whole, *bare, *roughened(vi, "review-rough")])
    sizes = Counter(row.label for row in found if row.language == "vi")
    for label in LABELS:
        composer = _Reviewer("vi", label)
        found += [
            row._replace(origin="review-composed") for row in composer.texts(LEVEL - sizes[label])
        ]
    return distinct(found)


def _written() -> Iterator[Row]:
    for language in LANGUAGES:
        for label in LABELS:
            for line in lines_of(HERE / "written" / f"reviews_{language}_{label}.txt"):
                yield Row(unicodedata.normalize("NFC", line), label, language, "review")


class _Reviewer(Composer):
    """Names parts of one thing after the other, most of them in one mood."""

    def _post(self) -> str:
        domain = self.dice.choice(_detailed())
        said = [self._remark(domain, mood) for mood in self._moods()]
        if self.dice.random() < 0.4:  # noqa: PLR2004
            said.append(self._reaction())
        return self._joined(*said)

    def _moods(self) -> list[str]:
        if self.label == "neutral":
            moods = ["positive", "negative"] * self.dice.randint(1, 2)
            moods += ["neutral"] * self.dice.randint(0, 2)
        else:
            other = "positive" if self.label == "negative" else "negative"
            most = self.dice.randint(2, 6)
            moods = [self.label] * most + [other] * self.dice.randint(0, most // 2)
            moods += ["neutral"] * (self.dice.random() < 0.3)  # noqa: PLR2004
        self.dice.shuffle(moods)
        return moods

    def _remark(self, domain: str, mood: str) -> str:
        """A remark on one part, from the details or of any thing of that domain."""
        if mood == "neutral" or self.dice.random() < 0.75:  # noqa: PLR2004
            return self.dice.choice(_details()[f"{mood}.{domain}"])
        return self._opinion(domain, mood)


@lru_cache
def _details() -> dict[str, list[str]]:
    return sections_of(HERE / "banks" / "details.txt")


def _detailed() -> list[str]:
    """The domains of the details, each as often as it has some."""
    return [head.split(".")[1] for head, said in _details().items() for _ in said]
