"""The queue of an approver: what waits for this person, the most urgent first, and why."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crisisdesk.kernel.vocabulary import StatementKind
from incidents.enums import ClockKind
from incidents.models import Clock
from playbooks.enums import Lane, Office
from statements import chain, diff
from statements.enums import KEEPING, Audience, PromiseState, State
from statements.models import Promise, Statement, StatementVersion
from statements.selectors.lists import waiting_for

if TYPE_CHECKING:
    from datetime import datetime

    from playbooks.roster import StandIn
    from statements.models import ApprovalStep
    from teams.models import User

#: Rows that show what changed; further down one opens the text anyway.
WITH_CHANGES = 20
LANGUAGES = (("vi", "Tiếng Việt"), ("en", "English"))


@dataclass(frozen=True)
class Other:
    """Another signature of the same round, and who may give it."""

    office: str
    people: list[str]


@dataclass
class Waiting:
    """One signature that waits, with everything its row shows."""

    step: ApprovalStep
    statement: Statement
    version: StatementVersion
    standing: StandIn | None
    as_backup: bool
    others: list[Other]
    blocks: list[tuple[str, datetime | None]] = field(default_factory=list)
    seen: StatementVersion | None = None
    has_read: bool = False
    languages: list[dict[str, Any]] = field(default_factory=list)

    @property
    def office(self) -> str:
        """As whom the person signs."""
        return str(Office(self.standing.office).label) if self.standing else self.step.label

    @property
    def is_fast(self) -> bool:
        return self.statement.lane == Lane.FAST

    @property
    def deadline(self) -> datetime | None:
        """The earliest moment that presses: the step's own, or that of what waits for it."""
        pressing = [self.step.due_at, *(at for _words, at in self.blocks)]
        return min((at for at in pressing if at), default=None)

    @property
    def urgency(self) -> tuple[bool, float, int, int]:
        at = self.deadline
        rank = self.statement.incident.rank
        return at is None, at.timestamp() if at else 0.0, -rank, -len(self.blocks)


def queue_of(user: User) -> list[Waiting]:
    """What waits for this person: by deadline, then severity, then how much it holds up."""
    steps = waiting_for(user)
    cases = [step.statement.incident for step in steps]
    prefetch_related_objects([case for case in cases if case.restricted], "allowed")
    rows = [_row(step, user) for step in steps]
    if not rows:
        return []
    _add_blocks(rows)
    rows.sort(key=lambda row: row.urgency)
    _add_changes(rows[:WITH_CHANGES], user)
    return rows


def _row(step: ApprovalStep, user: User) -> Waiting:
    words = step.statement
    own = chain.signs_for_oneself(step, user, words)
    as_backup = own and not any(chain.holds(user, office, words) for office in step.holders)
    return Waiting(
        step=step,
        statement=words,
        version=step.version,
        standing=None if own else chain.stand_in(step, user, words),
        as_backup=as_backup,
        others=_others(step, user),
    )


def _others(step: ApprovalStep, user: User) -> list[Other]:
    """Who else is asked: besides me on this step, and on the steps beside it."""
    words = step.statement
    roster = chain.roster_of(words)
    found = chain.holders_by_office(words, roster)
    rows = []
    for other in words.steps.all():
        if not other.is_open:
            continue
        people = chain.asked(words, chain.offices_now(other), found) - {user.pk}
        names = sorted(roster.by_person[pk].user.name for pk in people if pk in roster.by_person)
        if names or other.pk != step.pk:
            rows.append(Other(other.label, names))
    return rows


def _add_blocks(rows: list[Waiting]) -> None:
    """What cannot go on until this is signed."""
    cases = {row.statement.incident_id for row in rows}
    promised, clocks = _promised(cases), _clocks(cases)
    briefed = _waiting_for_a_brief(cases)
    for row in rows:
        words, case = row.statement, row.statement.incident_id
        if words.next_update_at is not None and words.audience != Audience.INTERNAL:
            row.blocks.append(
                (_("the time of the next update that it promises"), words.next_update_at)
            )
        if words.kind in KEEPING and words.audience == Audience.PUBLIC and promised[case]:
            row.blocks.append((_("a promise made in public"), min(promised[case])))
        for kind, due in clocks[case]:
            if words.kind == kind:
                row.blocks.append((_("a deadline of the case"), due))
        if words.kind == StatementKind.INTERNAL_BRIEF and briefed[case]:
            row.blocks.append((_texts_behind(briefed[case]), None))


def _texts_behind(count: int) -> str:
    return ngettext(
        "%(count)s text that waits for this brief",
        "%(count)s texts that wait for this brief",
        count,
    ) % {"count": count}


def _promised(cases: set[int]) -> dict[int, list[datetime]]:
    found: dict[int, list[datetime]] = defaultdict(list)
    promises = Promise.objects.filter(incident__in=cases, state=PromiseState.OPEN)
    for case, due in promises.values_list("incident_id", "due_at"):
        found[case].append(due)
    return found


def _clocks(cases: set[int]) -> dict[int, list[tuple[str, datetime]]]:
    """Clocks that the publication of a text meets."""
    met_by = {
        ClockKind.HOLDING: StatementKind.HOLDING,
        ClockKind.INTERNAL_BRIEF: StatementKind.INTERNAL_BRIEF,
        ClockKind.NEXT_UPDATE: StatementKind.UPDATE,
    }
    running = Clock.objects.filter(
        incident__in=cases, kind__in=met_by, met_at=None, stopped_at=None, due_at__isnull=False
    )
    found: dict[int, list[tuple[str, datetime]]] = defaultdict(list)
    for case, kind, due in running.values_list("incident_id", "kind", "due_at"):
        found[case].append((met_by[ClockKind(kind)], due))
    return found


def _waiting_for_a_brief(cases: set[int]) -> dict[int, int]:
    """How many texts of a case cannot be published before our own people are told."""
    others = Statement.objects.filter(
        incident__in=cases, status__in=(State.DRAFT, State.IN_REVIEW, State.APPROVED)
    ).exclude(audience=Audience.INTERNAL)
    found: dict[int, int] = defaultdict(int)
    for case in others.values_list("incident_id", flat=True):
        found[case] += 1
    return found


def _add_changes(rows: list[Waiting], user: User) -> None:
    """Against the version that this person read last."""
    read = StatementVersion.objects.filter(
        views__user=user, statement__in=[row.statement.pk for row in rows]
    ).order_by("number")
    versions: dict[int, list[StatementVersion]] = defaultdict(list)
    for version in read:
        versions[version.statement_id].append(version)
    for row in rows:
        mine = versions[row.statement.pk]
        row.has_read = any(version.number == row.version.number for version in mine)
        row.seen = next((v for v in reversed(mine) if v.number < row.version.number), None)
        if row.seen is not None:
            row.languages = _compared(row.seen, row.version)


def _compared(old: StatementVersion, new: StatementVersion) -> list[dict[str, Any]]:
    """The languages in which anything changed."""
    found = []
    for code, name in LANGUAGES:
        pairs = [
            (getattr(old, f"{p}_{code}"), getattr(new, f"{p}_{code}")) for p in ("title", "text")
        ]
        if any(before != after for before, after in pairs):
            segments = [diff.segments(*pair) for pair in pairs]
            found.append({"code": code, "name": name, "title": segments[0], "text": segments[1]})
    return found
