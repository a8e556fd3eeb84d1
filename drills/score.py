"""The score sheet of a drill, computed from what was recorded until it ended (handbook B7).

Every line names its definition. Where a moment or a row is missing the line says "not enough
data"; nothing is guessed.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from crisisdesk.kernel.clock import now
from drills.enums import Observed
from incidents.enums import ClockKind
from incidents.selectors import metrics
from statements.enums import Audience, PromiseState, State, Verdict

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from drills.models import Drill
    from incidents.models import Incident
    from statements.models import Promise, Statement


class Grade(StrEnum):
    """How a line is read: as wished, not as wished, or no judgement."""

    GOOD = "good"
    POOR = "poor"
    NONE = ""


@dataclass(frozen=True)
class Line:
    """One line of the sheet: a duration or "so many of so many"."""

    key: str
    label: str
    definition: str
    length: timedelta | None = None
    done: int | None = None
    of: int | None = None
    grade: Grade = Grade.NONE
    remark: str = ""

    @property
    def has_data(self) -> bool:
        return self.length is not None or bool(self.of)


#: Durations of the sheet and the deadline that judges each.
TIMES = {
    "time_to_acknowledge": ClockKind.ACKNOWLEDGE,
    "time_to_triage": ClockKind.ASSESSMENT,
    "time_to_holding": ClockKind.HOLDING,
}


def sheet(drill: Drill) -> list[Line]:
    """The whole sheet, in the order of the handbook."""
    until = drill.ended_at or now()
    said = _said(drill.incident, until)
    return [
        *_times(drill.incident, until),
        _two_people(said),
        _without_error(said),
        _promises(drill.incident, until),
        _inside_first(drill.incident, said, until),
        _both_languages(said),
        _first_hour(drill.incident),
        _injects(drill),
    ]


def _said(incident: Incident, until: datetime) -> list[Statement]:
    """What was published within the drill."""
    found = incident.statements.filter(status__in=State.public, published_at__lte=until)
    return list(
        found.order_by("published_at").prefetch_related(
            "versions", "steps__approvals", "signatures"
        )
    )


def _times(incident: Incident, until: datetime) -> list[Line]:
    clocks = {clock.kind: clock for clock in incident.clocks.filter(round=1)}
    moments = {key: end for key, _label, _definition, _start, end in metrics.SPANS}
    lines = []
    for span in metrics.spans(incident):
        if span.key not in TIMES:
            continue
        at = getattr(incident, moments[span.key])
        length = span.length if at and at <= until else None
        due = clocks[TIMES[span.key]].due_at if TIMES[span.key] in clocks else None
        grade = _in_time(at, due) if length is not None else Grade.NONE
        line = Line(span.key, str(span.label), str(span.definition), length=length, grade=grade)
        lines.append(line)
    return lines


def _in_time(at: datetime, due: datetime | None) -> Grade:
    if due is None:
        return Grade.NONE
    return Grade.GOOD if at <= due else Grade.POOR


def _share(key: str, label: str, definition: str, done: int, of: int, remark: str = "") -> Line:
    """So many of so many; anything short of all is not as wished."""
    grade = (Grade.GOOD if done == of else Grade.POOR) if of else Grade.NONE
    return Line(key, label, definition, done=done, of=of, grade=grade, remark=remark)


def _two_people(said: list[Statement]) -> Line:
    asked = [text for text in said if text.emergency_at or list(text.steps.all())]
    return _share(
        "two_person_rule",
        _("Two-person rule"),
        _("Published texts approved by someone who neither wrote nor edited them."),
        sum(_has_second_hand(text) for text in asked),
        len(asked),
    )


def _has_second_hand(text: Statement) -> bool:
    number = text.published_version
    version = next(row.pk for row in text.versions.all() if row.number == number)
    approved = {
        word.by_id
        for step in text.steps.all()
        for word in step.approvals.all()
        if word.verdict == Verdict.APPROVED and word.version_id == version
    }
    signed = {word.by_id for word in text.signatures.all()}
    return bool((approved | signed) - text.hands)


def _without_error(said: list[Statement]) -> Line:
    wrong = [
        t for t in said if t.needs_correction or t.status in (State.CORRECTED, State.RETRACTED)
    ]
    return _share(
        "fact_errors",
        _("Said without error"),
        _("Published texts that needed no correction or retraction."),
        len(said) - len(wrong),
        len(said),
    )


def _promises(incident: Incident, until: datetime) -> Line:
    made = incident.promises.filter(made_at__lte=until)
    due = [p for p in made if _settled(p, until) or p.due_at <= until]
    kept = [p for p in due if p.state == PromiseState.KEPT and _settled(p, until)]
    return _share(
        "promises_kept",
        _("Promises kept"),
        _("Promises kept on time, of those that were due within the drill."),
        len(kept),
        len(due),
    )


def _settled(promise: Promise, until: datetime) -> bool:
    return promise.settled_at is not None and promise.settled_at <= until


def _inside_first(incident: Incident, said: list[Statement], until: datetime) -> Line:
    spoken = (text.published_at for text in said if text.audience == Audience.PUBLIC)
    public = [at for at in spoken if at is not None]
    told = incident.briefed_at
    first = told is not None and bool(public) and told <= min(public)
    waived = bool(public) and not first and incident.brief_waivers.filter(at__lte=until).exists()
    return _share(
        "brief_before_public",
        _("Our own people first"),
        _("The internal brief went out before the first public word."),
        int(first),
        int(bool(public)),
        _("The lead waived the brief, with a reason.") if waived else "",
    )


def _both_languages(said: list[Statement]) -> Line:
    versions = [text.version_said for text in said]
    return _share(
        "both_languages",
        _("Vietnamese and English"),
        _("Published texts that said it in both languages."),
        sum(bool(version.text_vi and version.text_en) for version in versions),
        len(versions),
    )


def _first_hour(incident: Incident) -> Line:
    hour = metrics.first_hour(incident)
    return _share(
        "first_hour",
        _("First-hour steps"),
        _("Steps of the playbook's first hour done in time, of those that applied."),
        hour.in_time,
        hour.applicable,
    )


def _injects(drill: Drill) -> Line:
    words = [run.observed for run in drill.runs.all() if run.observed]
    partly = words.count(Observed.PARTLY)
    return _share(
        "injects_met",
        _("Expected actions"),
        _("Injects met in full, of those an observer judged."),
        words.count(Observed.MET),
        len(words),
        _("%(count)d partly met") % {"count": partly} if partly else "",
    )
