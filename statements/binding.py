"""Sentences and the facts they rest on: settled at each save, read by guards, pages and the API."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.text import nfc, one_line
from incidents.enums import FactStatus
from statements import factual
from statements.models import SentenceFact, SentenceMark
from statements.particulars import CODE, DATE, NUMBER, PERCENT, TIME, particulars
from statements.sentences import Sentence, sentences

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from incidents.models import Fact
    from statements.models import StatementVersion
    from statements.particulars import Particular
    from teams.models import User

LANGUAGES = ("vi", "en")
_EXACT = (CODE, DATE, TIME, PERCENT, NUMBER)
#: A lead-in such as “What happened:” may stand before a fact's words.
_LEAD_IN = 60


@dataclass(frozen=True)
class Bound:
    """What a person says of one sentence: its facts, or whether it states any."""

    facts: tuple[Fact, ...] = ()
    factual: bool | None = None
    #: The sentence, where it must stand in the text; empty where it may be gone by now.
    text: str = ""


@dataclass
class Bindings:
    """What the sentences of one version rest on, by the key of their words."""

    facts: dict[str, tuple[Fact, ...]] = field(default_factory=dict)
    marks: dict[str, SentenceMark] = field(default_factory=dict)
    #: Every fact of the text: those of its sentences and those linked to it as a whole.
    used: tuple[Fact, ...] = ()

    @classmethod
    def of(cls, version: StatementVersion) -> Bindings:
        """As they were saved."""
        found = cls(used=tuple(use.fact for use in version.fact_uses.select_related("fact")))
        for row in version.sentence_facts.select_related("fact"):
            found.facts[row.key] = (*found.facts.get(row.key, ()), row.fact)
        found.marks = {row.key: row for row in version.sentence_marks.select_related("by")}
        return found

    def same_as(self, other: Bindings) -> bool:
        return self._shape() == other._shape()

    def _shape(self) -> tuple[dict[str, set[int]], dict[str, bool]]:
        facts = {key: {fact.pk for fact in found} for key, found in self.facts.items() if found}
        return facts, {key: mark.factual for key, mark in self.marks.items()}

    def write(self, version: StatementVersion) -> None:
        """Keep them with a version that was just made."""
        SentenceFact.objects.bulk_create(
            SentenceFact(version=version, key=key, fact=fact)
            for key, found in self.facts.items()
            for fact in found
        )
        SentenceMark.objects.bulk_create(
            SentenceMark(version=version, key=key, factual=mark.factual, by=mark.by, at=mark.at)
            for key, mark in self.marks.items()
        )


def settle(
    version: StatementVersion,
    facts: Iterable[Fact],
    given: Mapping[str, Bound],
    *,
    old: StatementVersion | None,
    by: User,
) -> Bindings:
    """What the sentences of a new version rest on.

    What a person says now counts first; a sentence whose words did not change keeps what it had;
    one that says a linked fact in the fact's own words rests on that fact.
    """
    linked = list(facts)
    before = Bindings.of(old) if old else Bindings()
    kept = {fact.pk for fact in linked}
    found = Bindings()
    for language in LANGUAGES:
        for one in sentences(getattr(version, f"text_{language}")):
            if one.key in found.facts:
                continue
            own = tuple(fact for fact in before.facts.get(one.key, ()) if fact.pk in kept)
            mark = before.marks.get(one.key)
            if one.key in given:
                own = tuple(dict.fromkeys(given[one.key].facts))
                mark = None if own else _mark(given[one.key].factual, mark, by)
            if not own and (mark is None or mark.factual):
                own = tuple(fact for fact in linked if says(one.text, fact, language))
            found.facts[one.key] = own
            if mark is not None:
                found.marks[one.key] = mark
    _must_stand(given, found.facts)
    bound = (fact for facts_ in found.facts.values() for fact in facts_)
    found.used = tuple(dict.fromkeys([*linked, *bound]))
    return found


def _must_stand(given: Mapping[str, Bound], there: Mapping[str, Any]) -> None:
    for key, one in given.items():
        if one.text and key not in there:
            sentence = _("This sentence is not in the text: “%(sentence)s”.")
            raise ValidationError({"sentences": sentence % {"sentence": one_line(one.text)}})


def _mark(said: bool | None, before: SentenceMark | None, by: User) -> SentenceMark | None:
    if said is None:
        return None
    if before is not None and before.factual == said:
        return before
    return SentenceMark(factual=said, by=by)


def says(sentence: str, fact: Fact, language: str) -> bool:
    """Whether the sentence is the fact in the fact's own words and claims nothing beyond them."""
    words = _bare(sentence)
    lead, colon, rest = words.partition(": ")
    own = getattr(fact, f"text_{language}")
    told = {_bare(own), *(_bare(one.text) for one in sentences(own))} - {""}
    return words in told or bool(colon and len(lead) <= _LEAD_IN and rest in told)


def _bare(text: str) -> str:
    return " ".join(nfc(text).split()).casefold().strip(" .!…“”\"'")


@dataclass(frozen=True)
class Told:
    """One sentence of a version, what it rests on, and why it need not."""

    language: str
    sentence: Sentence
    facts: tuple[Fact, ...] = ()
    mark: SentenceMark | None = None
    kind: str = ""

    @property
    def is_factual(self) -> bool:
        return self.mark.factual if self.mark else not self.kind

    @property
    def is_open(self) -> bool:
        """Whether it states a fact and rests on no confirmed one."""
        return self.is_factual and not self.facts

    @property
    def why(self) -> str:
        """The kind of a sentence that needs no fact, for people."""
        return factual.label_of(self.kind) if self.kind else ""

    @property
    def beyond(self) -> list[str]:
        """What the sentence states exactly and none of its facts does: a look, no refusal."""
        if not self.facts:
            return []
        known = [one for fact in self.facts for one in self._of(fact)]
        return [
            one.shown
            for one in particulars(self.sentence.text, self.language)
            if one.kind in _EXACT
            and not any(one.kind == other.kind and one.agrees(other) for other in known)
        ]

    def _of(self, fact: Fact) -> list[Particular]:
        own = getattr(fact, f"text_{self.language}")
        return particulars(own, self.language) if own else particulars(fact.text_vi, "vi")

    @property
    def shaky(self) -> tuple[Fact, ...]:
        return tuple(fact for fact in self.facts if fact.status != FactStatus.CONFIRMED)


def told(version: StatementVersion, bindings: Bindings | None = None) -> list[Told]:
    """Every sentence of both languages in order; by default as the version was saved."""
    found = bindings if bindings is not None else Bindings.of(version)
    return [
        Told(
            language,
            one,
            found.facts.get(one.key, ()),
            found.marks.get(one.key),
            factual.kind_of(one.text, language),
        )
        for language in LANGUAGES
        for one in sentences(getattr(version, f"text_{language}"))
    ]
