"""Every clock of a case in one shape, whichever room it belongs to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.vocabulary import Severity
from crisisdesk.ui.times import duration
from incidents.enums import ClockKind, ClockState
from incidents.guards import quiet_until
from incidents.models import Clock, Incident, LegalClockRun
from incidents.models.clocks import SOON
from statements.enums import PromiseState
from statements.models import ApprovalStep, Promise, Statement

if TYPE_CHECKING:
    from datetime import datetime

    from teams.models import User

S = ClockState
#: Still owed, and so still counting.
COUNTING = (S.RUNNING, S.LATE)
TONES = {
    S.RUNNING: "",
    S.LATE: "critical",
    S.MET: "ok",
    S.MET_LATE: "warn",
    S.STOPPED_LATE: "warn",
    S.ASK_LEGAL: "warn",
    S.QUIET: "ok",
}
KEPT = {
    PromiseState.OPEN: S.RUNNING,
    PromiseState.KEPT: S.MET,
    PromiseState.KEPT_LATE: S.MET_LATE,
    PromiseState.REVISED: S.STOPPED,
    PromiseState.BROKEN: S.STOPPED_LATE,
}
AMBER = int(SOON.total_seconds())


@dataclass(frozen=True)
class Row:
    """One clock: what is awaited, from when to when, and how it ended."""

    kind: str
    label: Any
    state: ClockState
    incident: Incident
    started_at: datetime
    round: int = 1
    due_at: datetime | None = None
    warn_at: datetime | None = None
    hard_due_at: datetime | None = None
    hard_breached_at: datetime | None = None
    ended_at: datetime | None = None
    severity: str = ""
    minutes: int | None = None
    working: bool = False
    by_level: bool = False
    url: str = ""
    warn_seconds: int = AMBER
    mine: bool = False
    run: LegalClockRun | None = None

    @property
    def counts(self) -> bool:
        return self.state in COUNTING and self.due_at is not None

    @property
    def late_by(self) -> timedelta | None:
        """By how much it was or is missed."""
        if self.due_at is None or self.state in (S.WAIVED, S.QUIET):
            return None
        late = (self.ended_at or now()) - self.due_at
        return late if late > timedelta() else None

    @property
    def late_words(self) -> str:
        return duration(self.late_by)

    @property
    def tone(self) -> str:
        return TONES.get(self.state, "muted")

    @property
    def end_word(self) -> Any:
        return _("met") if self.state in (S.MET, S.MET_LATE) else _("ended")

    @property
    def basis(self) -> str:
        """The level it is computed by and the time that level gives; unscored runs as high."""
        parts = [self._level(), self._time(), _("in working time") if self.working else ""]
        return " · ".join(str(part) for part in parts if part) or "–"

    def _level(self) -> Any:
        if not self.by_level:
            return ""
        if self.severity:
            return Severity(self.severity).label
        return format_lazy("{} ({})", Severity.HIGH.label, _("not scored"))

    def _time(self) -> Any:
        if self.minutes is None:
            # A report's own next time comes before the limit of the level.
            promised = self.kind == ClockKind.SITUATION_REPORT and self.due_at
            return _("as told in the last report") if promised else ""
        if not self.working:
            return duration(self.minutes * 60)
        hours, rest = divmod(self.minutes, 60)
        return f"{hours}:{rest:02} h"

    @property
    def order(self) -> tuple[int, float]:
        """What counts comes first, the nearest on top; then what waits; then what ended last."""
        at = self.due_at if self.counts else self.ended_at or self.due_at or self.started_at
        group = 0 if self.counts else 1 if self.state == S.ASK_LEGAL else 2
        return group, at.timestamp() if self.counts and at else -at.timestamp()


def rows(incident: Incident, viewer: User) -> list[Row]:
    """Every clock of every round; the queries do not depend on how many there are."""
    clocks = list(incident.clocks.all())
    others = [
        *(legal(run, incident) for run in _runs(incident)),
        *(_step(step, incident) for step in _steps(incident, viewer)),
        *(promise(row, incident) for row in _promises(incident, viewer)),
    ]
    found = [
        *(timer(clock, incident) for clock in clocks),
        *(_placed(row, clocks) for row in others),
        *_quiet(incident),
    ]
    return sorted(found, key=lambda row: (-row.round, row.order))


def _placed(row: Row, clocks: list[Clock]) -> Row:
    """The round in which it began: the last one whose first clock had started by then."""
    begun = [clock.round for clock in clocks if clock.started_at <= row.started_at]
    return replace(row, round=max(begun, default=1))


def rounds(incident: Incident, viewer: User) -> list[tuple[int, list[Row]]]:
    """The same by round, the present one first."""
    found = rows(incident, viewer)
    numbers = sorted({row.round for row in found} | {incident.round}, reverse=True)
    return [(number, [row for row in found if row.round == number]) for number in numbers]


def timer(clock: Clock, incident: Incident, *, mine: bool = False) -> Row:
    label = ClockKind(clock.kind).label
    if clock.kind == ClockKind.SITUATION_REPORT:
        label = format_lazy("{} {}", label, clock.cycle)
    return Row(
        kind=clock.kind,
        label=label,
        round=clock.round,
        state=clock.state,
        incident=incident,
        started_at=clock.started_at,
        due_at=clock.due_at,
        warn_at=clock.warn_at,
        hard_due_at=clock.hard_due_at,
        hard_breached_at=clock.hard_breached_at,
        ended_at=clock.met_at or clock.stopped_at,
        severity=clock.severity,
        minutes=clock.minutes,
        working=clock.working,
        by_level=True,
        url=incident.get_absolute_url(),
        warn_seconds=clock.warn_seconds,
        mine=mine,
    )


def _runs(incident: Incident) -> Any:
    return incident.legal_clocks.select_related("verified_by", "settled_by", "evidence")


def legal(run: LegalClockRun, incident: Incident, *, mine: bool = False) -> Row:
    return Row(
        kind="legal",
        label=run.in_language("name"),
        state=run.state,
        incident=incident,
        started_at=run.started_at,
        due_at=run.due_at,
        warn_at=run.warn_at,
        ended_at=run.met_at or run.waived_at,
        minutes=run.hours * 60 if run.hours is not None else None,
        working=run.working,
        url=incident.get_absolute_url(),
        warn_seconds=run.warn_seconds,
        mine=mine,
        run=run,
    )


def _steps(incident: Incident, viewer: User) -> Any:
    """Signatures that were asked for."""
    return ApprovalStep.objects.filter(
        statement__in=Statement.objects.visible_to(viewer).filter(incident=incident),
        opened_at__isnull=False,
        due_at__isnull=False,
    ).select_related("statement")


def _step(step: ApprovalStep, incident: Incident) -> Row:
    if step.is_open:
        state = S.LATE if step.due_at and step.due_at < now() else S.RUNNING
    elif step.decided_at:
        state = S.MET if step.decided_at <= step.due_at else S.MET_LATE
    else:
        state = S.STOPPED
    return Row(
        kind="approval_step",
        label=format_lazy("{} · {} · {}", _("Approval"), step.statement.reference, step.label),
        state=state,
        incident=incident,
        started_at=step.opened_at,
        due_at=step.due_at,
        warn_at=step.reminded_at,
        ended_at=step.decided_at,
        url=step.statement.get_absolute_url(),
    )


def _promises(incident: Incident, viewer: User) -> Any:
    seen = Statement.objects.visible_to(viewer)
    return incident.promises.filter(statement__in=seen).select_related("statement")


def promise(row: Promise, incident: Incident, *, mine: bool = False) -> Row:
    state = KEPT[PromiseState(row.state)]
    if state == S.RUNNING and row.due_at < now():
        state = S.LATE
    return Row(
        kind="next_update" if row.is_next_update else "promise",
        label=row.text or _("Next public word, as promised"),
        state=state,
        incident=incident,
        started_at=row.made_at,
        due_at=row.due_at,
        ended_at=row.settled_at,
        url=row.statement.get_absolute_url(),
        mine=mine,
    )


def _quiet(incident: Incident) -> list[Row]:
    """The quiet window: no deadline, but the time that must pass without a new spike."""
    until = quiet_until(incident) if incident.is_open else None
    if until is None or incident.last_spike_at is None:
        return []
    over = until <= now()
    return [
        Row(
            kind="quiet_window",
            label=_("Quiet window"),
            round=incident.round,
            state=S.QUIET if over else S.RUNNING,
            incident=incident,
            started_at=incident.last_spike_at,
            due_at=until,
            ended_at=until if over else None,
            severity=incident.severity or "",
            by_level=incident.brand.quiet_minutes is None,
            url=incident.get_absolute_url(),
        )
    ]
