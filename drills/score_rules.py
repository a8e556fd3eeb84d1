"""The rules of the score sheet, each over one case as it was read (handbook B7).

`read` fetches what they look at, for one case or for many, with the same number of queries. A rule
asks the database nothing, so that drills and real cases are judged by the very same words.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from crisisdesk.ui.times import duration
from incidents.enums import ClockKind
from incidents.models import Incident, Task
from incidents.selectors import metrics
from statements.enums import Audience, PromiseState, State, Verdict
from statements.models import Statement

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from django.db.models import QuerySet

    from statements.models import Promise


class Grade(StrEnum):
    """How a line is read: as wished, not as wished, or no judgement."""

    GOOD = "good"
    POOR = "poor"
    NONE = ""


@dataclass(frozen=True)
class Line:
    """One line of the sheet: a duration or "so many of so many", its target and why it is graded."""

    key: str
    label: str
    definition: str
    length: timedelta | None = None
    done: int | None = None
    of: int | None = None
    grade: Grade = Grade.NONE
    remark: str = ""
    #: How long it may take by the clock of the case; a share is to be all.
    target: timedelta | None = None
    reason: str = ""

    @property
    def has_data(self) -> bool:
        return self.length is not None or bool(self.of)

    @property
    def is_time(self) -> bool:
        return self.key in TIMES

    @property
    def share(self) -> float | None:
        return self.done / self.of if self.of and self.done is not None else None


#: Durations of the sheet and the deadline that judges each.
TIMES = {
    "time_to_acknowledge": ClockKind.ACKNOWLEDGE,
    "time_to_triage": ClockKind.ASSESSMENT,
    "time_to_holding": ClockKind.HOLDING,
}


def read(cases: QuerySet[Incident]) -> QuerySet[Incident]:
    """Cases with all that the rules look at."""
    said = Statement.objects.filter(status__in=State.public).order_by("published_at")
    tasks = Task.objects.exclude(key="").filter(round=1)
    return cases.prefetch_related(
        "clocks",
        "promises",
        "brief_waivers",
        Prefetch("tasks", tasks, "plan_steps"),
        Prefetch(
            "statements",
            said.prefetch_related("versions", "steps__approvals", "signatures"),
            "words_said",
        ),
    )


def lines(case: Incident, until: datetime) -> list[Line]:
    """Everything but what observers say, in the order of the handbook; `case` comes from `read`."""
    said = [text for text in case.words_said if text.published_at <= until]  # type: ignore[attr-defined]
    return [
        *_times(case, until),
        _two_people(said),
        _without_error(said),
        _promises(case, until),
        _inside_first(case, said, until),
        _both_languages(said),
        _first_hour(case, until),
    ]


def _times(case: Incident, until: datetime) -> list[Line]:
    clocks = {clock.kind: clock for clock in case.clocks.all() if clock.round == 1}
    moments = {key: end for key, _label, _definition, _start, end in metrics.SPANS}
    found = []
    for span in metrics.spans(case):
        if span.key not in TIMES:
            continue
        at = getattr(case, moments[span.key])
        length = span.length if at and at <= until else None
        clock = clocks.get(TIMES[span.key])
        due = clock.due_at if clock else None
        grade, reason = _in_time(at if length is not None else None, due)
        target = due - case.opened_at if due and due > case.opened_at else None
        line = Line(
            span.key, str(span.label), str(span.definition),
            length=length, grade=grade, target=target, reason=reason,
        )  # fmt: skip
        found.append(line)
    return found


def _in_time(at: datetime | None, due: datetime | None) -> tuple[Grade, str]:
    if at is None:
        return Grade.NONE, _("This had not happened by then.")
    if due is None:
        return Grade.NONE, _("No deadline of the case stands against it.")
    if at <= due:
        return Grade.GOOD, _("%(length)s before its deadline.") % {"length": duration(due - at)}
    return Grade.POOR, _("%(length)s after its deadline.") % {"length": duration(at - due)}


def share(
    key: str, label: str, definition: str, done: int, of: int, remark: str = "", *, reason: str = ""
) -> Line:
    """So many of so many; anything short of all is not as wished."""
    grade = (Grade.GOOD if done == of else Grade.POOR) if of else Grade.NONE
    said = {
        Grade.GOOD: _("All of them."),
        Grade.POOR: reason,
        Grade.NONE: _("There was nothing yet to count."),
    }
    return Line(key, label, definition, done=done, of=of, grade=grade, remark=remark, reason=said[grade])  # fmt: skip


def _of_texts(key: str, label: str, definition: str, good: list[Statement], asked: list[Statement]) -> Line:  # fmt: skip
    """A line over texts; the reason names those that fell short."""
    bad = [text.reference for text in asked if text not in good]
    reason = _("Not so: %(texts)s.") % {"texts": ", ".join(bad)}
    return share(key, label, definition, len(good), len(asked), reason=reason)


def _two_people(said: list[Statement]) -> Line:
    asked = [text for text in said if text.emergency_at or list(text.steps.all())]
    return _of_texts(
        "two_person_rule",
        _("Two-person rule"),
        _("Published texts approved by someone who neither wrote nor edited them."),
        [text for text in asked if _has_second_hand(text)],
        asked,
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
    wrong = (State.CORRECTED, State.RETRACTED)
    return _of_texts(
        "fact_errors",
        _("Said without error"),
        _("Published texts that needed no correction or retraction."),
        [text for text in said if not text.needs_correction and text.status not in wrong],
        said,
    )


def _promises(case: Incident, until: datetime) -> Line:
    made = [promise for promise in case.promises.all() if promise.made_at <= until]
    due = [p for p in made if _settled(p, until) or p.due_at <= until]
    kept = [p for p in due if p.state == PromiseState.KEPT and _settled(p, until)]
    return share(
        "promises_kept",
        _("Promises kept"),
        _("Promises kept on time, of those that were due within the drill."),
        len(kept),
        len(due),
        reason=_("%(count)d broken, late or still owed.") % {"count": len(due) - len(kept)},
    )


def _settled(promise: Promise, until: datetime) -> bool:
    return promise.settled_at is not None and promise.settled_at <= until


def _inside_first(case: Incident, said: list[Statement], until: datetime) -> Line:
    spoken = (text.published_at for text in said if text.audience == Audience.PUBLIC)
    public = [at for at in spoken if at is not None]
    told = case.briefed_at
    first = told is not None and bool(public) and told <= min(public)
    waivers = [one for one in case.brief_waivers.all() if one.at <= until]
    waived = bool(public) and not first and bool(waivers)
    late = told is not None and told <= until
    return share(
        "brief_before_public",
        _("Our own people first"),
        _("The internal brief went out before the first public word."),
        int(first),
        int(bool(public)),
        _("The lead waived the brief, with a reason.") if waived else "",
        reason=_("The brief came after the first public word.")
        if late
        else _("No internal brief went out."),
    )


def _both_languages(said: list[Statement]) -> Line:
    def whole(text: Statement) -> bool:
        version = text.version_said
        return bool(version.text_vi.strip() and version.text_en.strip())

    return _of_texts(
        "both_languages",
        _("Vietnamese and English"),
        _("Published texts that said it in both languages."),
        [text for text in said if whole(text)],
        said,
    )


def _first_hour(case: Incident, until: datetime) -> Line:
    steps = case.plan_steps  # type: ignore[attr-defined]
    # What is not due by then is neither done nor missed.
    passed = [
        step
        for step in steps
        if (step.due_at and step.due_at <= until)
        or (step.finished_at and step.finished_at <= until)
    ]
    hour = metrics.first_hour_of(case, passed)
    missed = hour.applicable - hour.in_time
    return share(
        "first_hour",
        _("First-hour steps"),
        _("Steps of the playbook's first hour done in time, of those that applied."),
        hour.in_time,
        hour.applicable,
        reason=_("%(count)d late or not done.") % {"count": missed},
    )
