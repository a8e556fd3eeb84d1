"""Contradictions: between the two languages of a text, and with what the case has said before.

The rule (handbook G9): what differs is shown before approval and holds the text up until it is
mended or a person says why both are right. Only what is stated on both sides can contradict; a
batch code is the exception, since whoever does not read it cannot act on it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from crisisdesk.kernel.text import fold
from statements.enums import State
from statements.particulars import (
    CODE,
    DATE,
    KINDS,
    NAME,
    NUMBER,
    PERCENT,
    PHONE,
    Particular,
    in_words,
    particulars,
)  # fmt: skip

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from django.db.models import QuerySet

    from statements.models import Answer, Statement, StatementVersion

LANGUAGES = ("vi", "en")
#: Words of the case that count: those that were said and stand, and those about to be said.
COUNTING = (State.PUBLISHED, State.SUPERSEDED, State.APPROVED, State.IN_REVIEW)
#: Spans and moments change from text to text; that contradicts nothing.
_SPANS = frozenset((
    "gio", "phut", "ngay", "tuan", "thang", "nam", "giay", "hour", "minute", "day", "week",
    "month", "year", "second", "lan", "time",
))  # fmt: skip
_NO_UNIT = frozenset((
    "va", "hoac", "la", "o", "tai", "trong", "cua", "and", "or", "the", "of", "in", "at", "to",
    "is", "are", "was", "were",
))  # fmt: skip
_NO_LABEL = frozenset((
    "ngay", "mung", "luc", "vao", "tu", "den", "truoc", "sau", "on", "at", "by", "from", "to",
    "the", "of", "before", "after", "since", "until",
))  # fmt: skip
_PROMISED = frozenset(["nhat", "tin", "update", "word"])
_NEAR = 2


@dataclass(frozen=True)
class Contradiction:
    """Two things that cannot both be right, and where each stands."""

    kind: str
    language: str
    ours: str
    theirs: str
    #: The other text; empty where it is the other language of the same one.
    reference: str = ""

    @property
    def phrases(self) -> tuple[str, ...]:
        return tuple(part for part in (self.ours, self.theirs) if part)

    @property
    def why(self) -> str:
        """The sentence for people."""
        told = {"ours": self.ours, "theirs": self.theirs, "reference": self.reference}
        if self.reference:
            return _("This text says “%(ours)s”; %(reference)s says “%(theirs)s”.") % told
        if not self.theirs:
            return _("The English text does not have “%(ours)s”.") % told
        if not self.ours:
            return _("The Vietnamese text does not have “%(theirs)s”.") % told
        return _("The Vietnamese says “%(ours)s”, the English says “%(theirs)s”.") % told

    @property
    def rewrite(self) -> str:
        return _("make them say the same, or write why both are right")


def check(version: StatementVersion, words: Statement) -> list[Contradiction]:
    """Everything in this version that cannot be true together with its translation or the case."""
    said = {language: _said(version, language) for language in LANGUAGES}
    found = list(_between(said)) if _has_both(version) else []
    for other in _others(words):
        for language in LANGUAGES:
            theirs = _said(other, language)
            found += _against(said[language], theirs, language, other.statement.reference)
    found += _against_answers(said, words.incident_id)
    return list(dict.fromkeys(found))


def check_answer(answer: Answer) -> list[Contradiction]:
    """The same for an answer of the bank: its languages, the case's words, its other answers."""
    said = {code: _read(text, code) for code, text in answer.texts.items()}
    found = list(_between(said)) if all(one.text.strip() for one in said.values()) else []
    found += against_case(answer.texts, answer.incident_id, but=answer)
    return list(dict.fromkeys(found))


def against_case(
    texts: Mapping[str, str], incident_id: int | None, *, but: Answer | None = None
) -> list[Contradiction]:
    """What a text says otherwise than the case has said, or would answer."""
    if incident_id is None:
        return []
    said = {code: _read(text, code) for code, text in texts.items()}
    found = []
    for other in _counting(incident_id):
        for code, ours in said.items():
            found += _against(ours, _said(other, code), code, other.statement.reference)
    return found + _against_answers(said, incident_id, but=but)


def _against_answers(
    said: Mapping[str, _Said], incident_id: int, *, but: Answer | None = None
) -> list[Contradiction]:
    """Against the case's cleared answers; what is only asked is not our word."""
    from statements.models import Answer  # noqa: PLC0415 -- guards import this

    others = Answer.objects.cleared().filter(incident=incident_id).exclude(pk=but and but.pk)
    found = []
    for other in others:
        for code, ours in said.items():
            found += _against(ours, _read(other.texts[code], code), code, other.reference)
    return found


def _has_both(version: StatementVersion) -> bool:
    return bool(version.text_vi.strip() and version.text_en.strip())


def _text(version: StatementVersion, language: str) -> str:
    return f"{getattr(version, f'title_{language}')}\n{getattr(version, f'text_{language}')}"


@dataclass(frozen=True)
class _Said:
    text: str
    stated: list[Particular]

    def of(self, kind: str) -> list[Particular]:
        return [one for one in self.stated if one.kind == kind]


def _said(version: StatementVersion, language: str) -> _Said:
    return _read(_text(version, language), language)


def _read(text: str, language: str) -> _Said:
    return _Said(text, particulars(text, language))


def _others(words: Statement) -> Iterable[StatementVersion]:
    """The other texts of the case; not one's own target."""
    own = [words.pk, *(pk for pk in (words.corrects_id, words.retracts_id) if pk)]
    return _counting(words.incident_id).exclude(statement__in=own)


def _counting(incident_id: int) -> QuerySet[StatementVersion]:
    """The texts of a case as they were said or are about to be."""
    from statements.models import StatementVersion  # noqa: PLC0415 -- guards import this

    current = Coalesce(F("statement__published_version"), F("statement__current_version"))
    rows = StatementVersion.objects.filter(
        statement__incident=incident_id, statement__status__in=COUNTING, number=current
    )
    return rows.select_related("statement").order_by("-statement_id")


def _between(said: Mapping[str, _Said]) -> Iterator[Contradiction]:
    spelt = {code: in_words(said[code].text, code) for code in LANGUAGES}
    for kind in KINDS:
        ours = _alone(said["vi"].of(kind), said["en"].of(kind), spelt["en"])
        theirs = _alone(said["en"].of(kind), said["vi"].of(kind), spelt["vi"])
        for one, other in zip(ours, theirs, strict=False):
            yield Contradiction(kind, "", one.shown, other.shown)
        if kind == CODE:
            for one in ours[len(theirs) :]:
                yield Contradiction(kind, "", one.shown, "")
            for other in theirs[len(ours) :]:
                yield Contradiction(kind, "", "", other.shown)


def _alone(these: list[Particular], those: list[Particular], spelt: set[str]) -> list[Particular]:
    """What one side states and the other neither states nor spells out; each value once."""
    left = [
        one
        for one in these
        if not any(one.agrees(other) for other in those)
        and not (one.kind == NUMBER and one.value in spelt)
    ]
    return list({one.value: one for one in left}.values())


def _against(ours: _Said, theirs: _Said, language: str, reference: str) -> list[Contradiction]:
    found = []
    for one in ours.stated:
        rivals = [
            other for other in theirs.of(one.kind) if _about_the_same(one, ours, other, theirs)
        ]
        repeated = any(one.agrees(other) for other in theirs.of(one.kind))
        if not rivals or repeated:
            continue
        # A list that goes on names the old one too; then nothing was changed.
        if any(rivals[0].agrees(own) for own in ours.of(one.kind)):
            continue
        found.append(Contradiction(one.kind, language, one.shown, rivals[0].shown, reference))
    return found


def _about_the_same(one: Particular, ours: _Said, other: Particular, theirs: _Said) -> bool:
    if one.kind in {NUMBER, PERCENT}:
        unit = _unit(one, ours.text)
        return bool(unit) and unit == _unit(other, theirs.text)
    if one.kind == DATE:
        label = _label(one, ours.text)
        return bool(label) and label == _label(other, theirs.text)
    if one.kind in {CODE, PHONE}:
        return _nearly(one.value, other.value)
    return one.kind == NAME and _one_word_apart(one.value, other.value)


def _unit(one: Particular, text: str) -> str:
    """What is counted: the word or two behind the number."""
    words = fold(text[one.end :].split("\n", maxsplit=1)[0]).replace("%", " ").split()[:2]
    words = [word.strip(".,;:!?()“”\"'") for word in words]
    if not words or not words[0].isalpha() or words[0] in _NO_UNIT:
        return ""
    if words[0] in _SPANS or words[0].removesuffix("s") in _SPANS:
        return ""
    return " ".join(word.removesuffix("s") for word in words if word.isalpha())


def _label(one: Particular, text: str) -> str:
    """What a date is the date of: the two words before it."""
    before = fold(text[: one.start].rsplit("\n", maxsplit=1)[-1]).split()
    while before and before[-1].strip(".,;:()") in _NO_LABEL:
        before.pop()
    words = [word.strip(".,;:()") for word in before[-2:]]
    if not words or not all(word.isalpha() for word in words) or words[-1] in _PROMISED:
        return ""
    return " ".join(words)


def _nearly(one: str, other: str) -> bool:
    """As long, and but for one or two signs the same: a slip of the finger looks like this."""
    return len(one) == len(other) and sum(a != b for a, b in zip(one, other, strict=True)) <= _NEAR


def _one_word_apart(one: str, other: str) -> bool:
    ours, theirs = set(one.split()), set(other.split())
    return len(ours) == len(theirs) and len(ours - theirs) == 1 and len(ours & theirs) > 1
