"""What is asked most and not answered: questions of reporters and of the public, put together.

Two questions are one where most words of the shorter stand in the longer. It is a list to work
from, not a count to publish: whoever reads it sees the words themselves.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from crisisdesk.kernel.text import fold, one_line
from monitoring.selectors.asked import questions_of
from statements.enums_desk import AnswerState
from statements.models import Answer, Enquiry

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from incidents.models import Incident
    from teams.models import User

#: Say nothing about what is asked.
EMPTY = frozenset((
    "la", "thi", "ma", "va", "co", "khong", "cho", "hoi", "xin", "minh", "toi", "em", "anh", "chi",
    "ad", "shop", "a", "nhi", "vay", "the", "nay", "do", "ay", "duoc", "cua", "cac", "nhung", "bao",
    "gi", "sao", "ai", "is", "are", "the", "do", "does", "did", "you", "your", "my", "to", "of",
    "in", "it", "an", "and", "what", "when", "how", "why", "will", "can", "i", "we",
))  # fmt: skip
_SENTENCE = re.compile(r"[^.!?\n]+\??")
_WORD = re.compile(r"\w+")
SHORTEST = 2
SAME = 0.6
MOST_GROUPS = 200
PRESS, PUBLIC = "press", "public"


@dataclass
class Asked:
    """One question in the words in which it was put first, how often, and what we say to it."""

    words: str
    key: frozenset[str]
    counts: dict[str, int] = field(default_factory=lambda: {PRESS: 0, PUBLIC: 0})
    answer: Answer | None = None

    @property
    def press(self) -> int:
        return self.counts[PRESS]

    @property
    def public(self) -> int:
        return self.counts[PUBLIC]

    @property
    def is_answered(self) -> bool:
        return self.answer is not None and self.answer.is_cleared

    @property
    def order(self) -> tuple[bool, int, int]:
        """What has no cleared answer first, what is asked most before the rest."""
        return self.is_answered, -(self.press + self.public), -self.press


def asked(incident: Incident, viewer: User) -> list[Asked]:
    """Questions about a case, the unanswered and most asked first."""
    groups: list[Asked] = []
    enquiries = Enquiry.objects.visible_to(viewer).filter(incident=incident).order_by("pk")
    for text in enquiries.values_list("questions", flat=True):
        _count(groups, text, PRESS)
    for text in questions_of(incident, viewer):
        _count(groups, text, PUBLIC)
    _with_answers(groups, incident, viewer)
    return sorted(groups, key=lambda group: group.order)


def _count(groups: list[Asked], text: str, source: str) -> None:
    """Each text counts once for a question, however often it repeats it."""
    hit: set[int] = set()
    for words in sentences(text):
        key = key_of(words)
        if len(key) < SHORTEST:
            continue
        group = _nearest(groups, key)
        if group is None and len(groups) < MOST_GROUPS:
            group = Asked(one_line(words), key)
            groups.append(group)
        if group is not None and id(group) not in hit:
            hit.add(id(group))
            group.counts[source] += 1


def sentences(text: str) -> Iterator[str]:
    """The questions of a text; all of it where none has a question mark."""
    parts = [part.strip() for part in _SENTENCE.findall(text)]
    yield from [part for part in parts if part.endswith("?")] or [one_line(text, 200)]


def key_of(words: str) -> frozenset[str]:
    return frozenset(word for word in _WORD.findall(fold(words)) if word not in EMPTY)


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """The share of the shorter question that stands in the longer."""
    both = len(one & other)
    return both / min(len(one), len(other)) if both >= SHORTEST else 0.0


def _nearest(groups: Iterable[Asked], key: frozenset[str]) -> Asked | None:
    found = max(groups, key=lambda group: likeness(group.key, key), default=None)
    return found if found is not None and likeness(found.key, key) >= SAME else None


def _with_answers(groups: list[Asked], incident: Incident, viewer: User) -> None:
    """The answer of the case's bank that fits best; a cleared one before others."""
    rows = list(
        Answer.objects.visible_to(viewer)
        .filter(incident=incident, status__in=AnswerState.living)
        .order_by("pk")
    )
    keys = {row: (key_of(row.question_vi), key_of(row.question_en)) for row in rows}
    for group in groups:
        fits = [
            (row.is_cleared, max(likeness(group.key, key) for key in keys[row]), row)
            for row in rows
        ]
        good = [fit for fit in fits if fit[1] >= SAME]
        if good:
            group.answer = max(good, key=lambda fit: fit[:2])[2]
