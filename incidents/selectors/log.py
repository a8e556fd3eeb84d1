"""Reading the log: lines with their sentences, for a viewer."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils import timezone

from crisisdesk.kernel.rights import may
from crisisdesk.kernel.vocabulary import Visibility
from incidents import sentences
from incidents.models import (
    Claim,
    Decision,
    Evidence,
    Fact,
    Incident,
    Question,
    Task,
    TimelineEntry,
)
from incidents.verbs import Verb

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from teams.models import User

#: Row type and the field(s) that name it, by pointer key.
NAMED: dict[str, tuple[Any, str]] = {
    "question": (Question, "text"),
    "fact": (Fact, "text"),
    "task": (Task, "title"),
    "claim": (Claim, ""),
    "decision": (Decision, ""),
    "evidence": (Evidence, ""),
}
KINDS = {"state": "state", "decisions": "decision", "public": "public", "notes": "note"}
#: What a viewer, who sees an internal summary only, may read: how the case stands and what was
#: said. The making of words stays inside, for approvers quote drafts in it.
SUMMARY = frozenset(
    [
        verb
        for verb, wording in sentences.WORDINGS.items()
        # Whom evidence is gathered for is nobody's summary.
        if wording.group == "state" and verb != Verb.DOSSIER_MADE
    ]
    + [
        Verb.STATEMENT_PUBLISHED,
        Verb.STATEMENT_PUBLISHED_EMERGENCY,
        Verb.STATEMENT_SUPERSEDED,
        Verb.STATEMENT_CORRECTED,
        Verb.STATEMENT_RETRACTED,
        Verb.STATEMENT_NEEDS_CORRECTION,
        Verb.EMERGENCY_RATIFIED,
        Verb.EMERGENCY_UNRATIFIED,
        Verb.CHANNEL_POSTED,
        Verb.PROMISE_MADE,
        Verb.PROMISE_KEPT,
        Verb.PROMISE_REVISED,
        Verb.PROMISE_BROKEN,
        Verb.PROMISE_OVERDUE,
        Verb.BRIEF_SENT,
    ]
)


@dataclass(frozen=True)
class Line:
    """One line of the log as a reader sees it."""

    entry: TimelineEntry
    sentence: str
    icon: str
    group: str
    words: str
    redacted: bool
    privileged: bool = False
    first_of_day: bool = False

    @property
    def kind(self) -> str:
        """Which mark the line bears on a page."""
        if self.entry.actor.is_automation:
            return "auto"
        return KINDS.get(self.group, "note" if self.words else "mention")

    @property
    def anchor(self) -> str:
        return f"line-{self.seq}"

    @property
    def seq(self) -> int:
        return self.entry.seq

    @property
    def at(self) -> datetime:
        return self.entry.at

    @property
    def actor(self) -> User:
        return self.entry.actor


def lines(
    incident: Incident,
    viewer: User,
    *,
    after: int = 0,
    before: int | None = None,
    group: str = "",
    limit: int | None = None,
    newest_first: bool = False,
) -> list[Line]:
    """Lines after `after`, in order; privileged ones only for those who may see them."""
    found = TimelineEntry.objects.filter(incident=incident, seq__gt=after)
    if before is not None:
        found = found.filter(seq__lt=before)
    if group:
        found = found.filter(
            verb__in=[v for v, w in sentences.WORDINGS.items() if w.group == group]
        )
    inside = may(viewer, "incidents.view_working", incident)
    if not inside:
        found = found.filter(verb__in=SUMMARY)
    if not may(viewer, "incidents.see_privileged", incident):
        # A line without a note or without the key has NULL there, which `exclude` would drop.
        open_words = Q(note=None) | ~Q(note__visibility=Visibility.PRIVILEGED)
        open_data = ~Q(data__has_key="visibility") | ~Q(data__visibility=Visibility.PRIVILEGED)
        found = found.filter(open_words, open_data)
    found = found.select_related("actor", "note").order_by("-seq" if newest_first else "seq")
    return render(found[:limit] if limit else found, with_words=inside)


def render(entries: Iterable[TimelineEntry], *, with_words: bool = True) -> list[Line]:
    """Entries with their sentences; rows that they point to are read in one query a type.

    What a person typed beside a line, such as the reason of a step, is for those inside.
    """
    rows = list(entries)
    texts = texts_of(rows)
    days = [timezone.localdate(entry.at) for entry in rows]
    return [
        Line(
            entry=entry,
            sentence=sentences.sentence(entry, texts),
            icon=sentences.icon(entry),
            group=sentences.group(entry),
            words=entry.note.text if entry.note and with_words else "",
            redacted=bool(entry.note and entry.note.redacted_at),
            privileged=_privileged(entry),
            first_of_day=number == 0 or days[number] != days[number - 1],
        )
        for number, entry in enumerate(rows)
    ]


def _privileged(entry: TimelineEntry) -> bool:
    """Whether the line, or the row it tells of, is for legal and the lead only."""
    marks = (entry.note.visibility if entry.note else "", entry.data.get("visibility", ""))
    return Visibility.PRIVILEGED in marks


def texts_of(entries: Iterable[TimelineEntry]) -> dict[tuple[str, int], str]:
    """The names of all rows that the lines point to."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for entry in entries:
        for key in sentences.POINTERS:
            if isinstance(value := entry.data.get(key), int):
                wanted[key].add(value)
    found: dict[tuple[str, int], str] = {}
    for key, ids in wanted.items():
        model, field = NAMED[key]
        for row in model.objects.filter(pk__in=ids):
            found[key, row.pk] = row.in_language(field) if field else str(row)
    return found
