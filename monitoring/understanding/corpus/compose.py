"""Builds corpus.tsv from the hand-written texts and clause banks beside it, byte for byte.

    python -m monitoring.understanding.corpus.compose

Every clause and every whole text was written for this project; this file only joins clauses into
posts and roughens them as people type: no accents, chat spellings, slips, stretched letters.
"""

from __future__ import annotations

import random
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple

from monitoring.understanding.corpus.roughen import Roughener, without_accents

HERE: Final = Path(__file__).parent
CORPUS: Final = HERE / "corpus.tsv"
LANGUAGES: Final = ("vi", "en")
LABELS: Final = ("negative", "neutral", "positive")
LEVEL: Final = {"vi": 2800, "en": 2300}  # texts for each label, filled up with composed ones
KINDS: Final = ("person", "thing", "money", "process")
SEED: Final = 20261122


class Row(NamedTuple):
    """One line of the corpus."""

    text: str
    label: str
    language: str
    origin: str


def rows() -> list[Row]:
    """Whole texts first, then their twins (accent-free, roughened), then composed posts."""
    written = list(_written())
    bare = [
        row._replace(text=without_accents(row.text), origin="written-bare")
        for row in written
        if row.language == "vi"
    ]
    whole = distinct([*written, *bare, *roughened(written)])
    sizes = Counter((row.language, row.label) for row in whole)
    return distinct([*whole, *_composed(sizes)])


def write(path: Path = CORPUS) -> int:
    """Write the corpus, reviews last; answers how many texts it holds."""
    from monitoring.understanding.corpus import reviews  # noqa: PLC0415 -- which composes with this

    found = distinct([*rows(), *reviews.rows()])
    lines = ["text\tlabel\tlanguage\torigin", *("\t".join(row) for row in found)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
    return len(found)


def _written() -> Iterator[Row]:
    for language in LANGUAGES:
        brands = _frames(f"{language}.brands")
        for label in LABELS:
            lines = lines_of(HERE / "written" / f"{language}_{label}.txt")
            for number, line in enumerate(lines):
                text = line.replace("{b}", brands[number % len(brands)])
                yield Row(unicodedata.normalize("NFC", text), label, language, "written")


def roughened(written: list[Row], origin: str = "written-rough") -> Iterator[Row]:
    """Each whole text once more, as somebody in a hurry would have typed it."""
    for language in LANGUAGES:
        for label in LABELS:
            rough = Composer(language, label).rough
            for row in written:
                if (row.language, row.label) == (language, label):
                    yield row._replace(text=rough.roughened(row.text), origin=origin)


def _composed(sizes: Counter[tuple[str, str]]) -> Iterator[Row]:
    for language in LANGUAGES:
        for label in LABELS:
            missing = LEVEL[language] - sizes[language, label]
            yield from Composer(language, label).texts(missing)


def distinct(found: list[Row]) -> list[Row]:
    """The first of each text, whatever its case."""
    seen: dict[str, Row] = {}
    for row in found:
        seen.setdefault(row.text.casefold(), row)
    return list(seen.values())


class Composer:
    """Posts of one language and label."""

    def __init__(self, language: str, label: str) -> None:
        self.language, self.label = language, label
        self.dice = random.Random(f"{SEED}:{language}:{label}")  # noqa: S311
        self.bank = _bank(language, label)
        self.domains = [name for name in self.bank if name not in (*KINDS, "reaction")]
        self.turns = 0
        emoji = _frames(f"{language}.{label}.emoji")
        self.rough = Roughener(self.dice, language, label, emoji)

    def texts(self, count: int) -> Iterator[Row]:
        """`count` different posts."""
        seen: set[str] = set()
        while len(seen) < count:
            text = self.rough.roughened(self._post().replace("{b}", self._frame("brands")))
            if text.casefold() not in seen:
                seen.add(text.casefold())
                yield Row(text, self.label, self.language, "composed")

    def _post(self) -> str:
        """Domains and their clauses come round in turn, so that none is left out."""
        domain = self.domains[self.turns % len(self.domains)]
        clauses = self.bank[domain]
        clause = clauses[self.turns // len(self.domains) % len(clauses)]
        self.turns += 1
        shapes = self._shapes()
        return self.dice.choices(list(shapes), list(shapes.values()))[0](domain, clause)

    def _shapes(self) -> dict[Callable[[str, str], str], int]:
        return {
            self._plain: 3,
            self._opened: 3,
            self._with_reaction: 4,
            self._aspect: 4,
            self._two_aspects: 3,
            self._clause_and_aspect: 3,
            self._turned: 4,
            # Few people who weigh many things against each other settle on neither.
            self._review: 1 if self.label == "neutral" else 6,
            self._reaction_only: 1,
            self._denied: 0 if self.label == "neutral" else 4,
        }

    def _plain(self, _domain: str, clause: str) -> str:
        return clause

    def _opened(self, _domain: str, clause: str) -> str:
        return f"{self._frame('open')} {clause}"

    def _with_reaction(self, _domain: str, clause: str) -> str:
        parts = [clause, self._reaction()]
        if self.dice.random() < 0.25:  # noqa: PLR2004
            parts.reverse()
        return self._joined(*parts)

    def _aspect(self, domain: str, _clause: str) -> str:
        return self._opinion(domain, self.label)

    def _two_aspects(self, domain: str, _clause: str) -> str:
        return self._joined(self._opinion(domain, self.label), self._opinion(domain, self.label))

    def _clause_and_aspect(self, domain: str, clause: str) -> str:
        return self._joined(clause, self._opinion(domain, self.label))

    def _turned(self, domain: str, clause: str) -> str:
        """One thing granted, then the point; for neutral both sides are left standing."""
        turn = self._frame("turn")
        if self.label == "neutral":
            first, second = self.dice.sample(("positive", "negative"), 2)
            both = f"{self._opinion(domain, first)} {turn} {self._opinion(domain, second)}"
            return self._joined(both, self._reaction())
        other = "positive" if self.label == "negative" else "negative"
        point = self._joined(clause, self._reaction())
        return f"{self._opinion(domain, other)} {turn} {point}"

    def _review(self, domain: str, clause: str) -> str:
        """Several things judged one after the other: most one way, or as many each way."""
        if self.label == "neutral":
            moods = ["positive", "negative"] * self.dice.randint(1, 2)
        else:
            other = "positive" if self.label == "negative" else "negative"
            most = self.dice.randint(2, 6)
            moods = [self.label] * most + [other] * self.dice.randint(0, most // 2)
        self.dice.shuffle(moods)
        said = [self._opinion(domain, mood) for mood in moods]
        if self.dice.random() < 0.5:  # noqa: PLR2004
            said.insert(self.dice.choice((0, len(said))), clause)
        if self.dice.random() < 0.4:  # noqa: PLR2004
            said.append(self._reaction())
        return self._joined(*said)

    def _reaction_only(self, _domain: str, _clause: str) -> str:
        return self._joined(self._reaction(), self._reaction())

    def _denied(self, domain: str, _clause: str) -> str:
        """Praise taken back blames; blame taken back praises, if more quietly."""
        kinds = self._kinds(domain)
        noun = self.dice.choice([noun for nouns in kinds.values() for noun in nouns])
        word = self._frame("praise" if self.label == "negative" else "blame")
        parts = [noun, self._frame("denier"), word]
        if self.dice.random() < 0.5:  # noqa: PLR2004
            parts.append(self._frame("tail"))
        if self.dice.random() < 0.3:  # noqa: PLR2004
            del parts[0]
        said = " ".join(parts)
        return self.dice.choice((said, said, self._joined(said, self._reaction())))

    def _opinion(self, domain: str, label: str) -> str:
        kinds = self._kinds(domain)
        kind = self.dice.choice([kind for kind in KINDS if kind in kinds])
        noun = self.dice.choice(kinds[kind])
        opinion = self.dice.choice(_bank(self.language, label)[kind])
        if self.language == "en":
            return f"{noun} {self._verb(opinion)}{opinion}"
        degree = f"{self._frame('degree')} " if self.dice.random() < 0.3 else ""  # noqa: PLR2004
        return f"{noun} {degree}{opinion}"

    def _kinds(self, domain: str) -> dict[str, list[str]]:
        """What can be praised or blamed there; small talk borrows from another domain."""
        return _aspects(self.language, domain) or self._kinds(self.dice.choice(self.domains))

    def _verb(self, opinion: str) -> str:
        acts = (
            "couldn't",
            "never",
            "talked",
            "lied",
            "hung",
            "argued",
            "made",
            "ignored",
            "went",
            "knows",
            "fell",
            "doesn't",
        )
        return "" if opinion.startswith(acts) else f"{self._frame('degree')} "

    def _reaction(self) -> str:
        return self.dice.choice(self.bank["reaction"])

    def _frame(self, name: str) -> str:
        return self.dice.choice(_frames(f"{self.language}.{name}"))

    def _joined(self, *parts: str) -> str:
        return self._frame("join").join(parts)


@lru_cache
def _bank(language: str, label: str) -> dict[str, list[str]]:
    return sections_of(HERE / "banks" / f"{language}_{label}.txt")


@lru_cache
def _frames(name: str) -> list[str]:
    return sections_of(HERE / "banks" / "frames.txt")[name]


@lru_cache
def _aspects(language: str, domain: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in lines_of(HERE / "banks" / "aspects.txt"):
        head, nouns = line.split(": ")
        spoken, topic, kind = head.split(" ")
        if (spoken, topic) == (language, domain):
            found[kind] = nouns.split("|")
    return found


@lru_cache
def sections_of(path: Path) -> dict[str, list[str]]:
    """What stands under each [heading]."""
    found: dict[str, list[str]] = {}
    for line in lines_of(path):
        if line.startswith("[") and line.endswith("]"):
            section = found.setdefault(line[1:-1], [])
        else:
            section.append(line)
    return found


def lines_of(path: Path) -> list[str]:
    """All but comments and empty lines."""
    lines = path.read_text(encoding="utf-8").split("\n")
    return [line for line in lines if line and not line.startswith("# ")]


if __name__ == "__main__":
    print(f"{write()} texts")  # noqa: T201
