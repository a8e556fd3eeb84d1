"""The tasks of a case as pages show them: under their headings, with what is at hand beside each."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.urls import reverse

from incidents import written
from incidents.enums import Answer, ClockState, TaskStatus
from playbooks.models import LegalClock

if TYPE_CHECKING:
    from collections.abc import Iterable

    from incidents.models import Incident, LegalClockRun, Question, Task
    from playbooks.models import PlaybookVersion


@dataclass(frozen=True)
class AtHand:
    """A link beside a step, and how what it leads to stands; empty for a prepared text."""

    kind: str
    label: str
    url: str
    state: str = ""

    @property
    def word(self) -> str:
        """The state in words."""
        if self.kind == "question":
            return str(Answer(self.state).label)
        return str(ClockState(self.state).label) if self.state else ""


@dataclass
class Group:
    """Tasks under one heading; those without one come first."""

    name: str
    tasks: list[Task] = field(default_factory=list)


def grouped(tasks: Iterable[Task]) -> list[Group]:
    """In the order of the headings in the plan; within one in the order given."""
    found: dict[str, Group] = {}
    for task in sorted(tasks, key=lambda task: task.section_place):
        name = task.in_language("section") if task.section else ""
        found.setdefault(task.section, Group(name)).tasks.append(task)
    return list(found.values())


def by_state(tasks: Iterable[Task]) -> dict[str, list[Task]]:
    """Open, waiting, unneeded and finished ones."""
    found: dict[str, list[Task]] = {"open": [], "waiting": [], "unneeded": [], "finished": []}
    for task in tasks:
        found["finished" if task.status in TaskStatus.finished else task.status].append(task)
    return found


def told(incident: Incident) -> list[Group]:
    """The steps of the present round for a review: under their headings, with what was written."""
    rows = incident.tasks.exclude(key="").filter(round=incident.round).select_related("finished_by")
    found = list(rows.order_by("due_at", "id"))
    for task in found:
        task.written = written.lines(task)
    return grouped(found)


def dress(incident: Incident, tasks: Iterable[Task]) -> None:
    """Give each task `waits_for` (its question), `written` (lines) and `at_hand` (links).

    At most three queries, and none where no step says anything of the kind.
    """
    rows = list(tasks)
    wanted = {task.condition for task in rows if task.condition} | _keys(rows, "questions")
    asked = incident.questions.filter(key__in=wanted) if wanted else ()
    questions = {question.key: question for question in asked}
    links = {
        "statements": _statements(incident) if _keys(rows, "statements") else {},
        "questions": {key: _question(incident, row) for key, row in questions.items()},
        "clocks": _clocks(incident, _keys(rows, "clocks")),
    }
    for task in rows:
        task.waits_for = questions.get(task.condition)
        task.written = written.lines(task)
        task.at_hand = [
            links[name][key]
            for name in links
            for key in task.links.get(name, ())
            if key in links[name]
        ]


def _keys(tasks: list[Task], name: str) -> set[str]:
    return {key for task in tasks for key in task.links.get(name, ())}


def _question(incident: Incident, question: Question) -> AtHand:
    page = reverse("incidents:facts", args=[incident.reference])
    url, label = f"{page}#question-{question.pk}", question.in_language("text")
    return AtHand("question", label, url, question.answer)


def _statements(incident: Incident) -> dict[str, AtHand]:
    """Prepared texts of the pinned plans; the type's own hides the common one of that key."""
    page = reverse("statements:new", args=[incident.reference])
    versions = [v for v in (incident.common_version, incident.playbook_version) if v]
    return {
        template.key: AtHand("statement", str(template.name), _text(page, version, template.key))
        for version in versions
        for template in version.plan.templates
    }


def _text(page: str, version: PlaybookVersion, key: str) -> str:
    return f"{page}#text-{version.pk}-{key}"


def _clocks(incident: Incident, keys: set[str]) -> dict[str, AtHand]:
    """Legal deadlines as they run for this case; one that does not run says so by no state."""
    if not keys:
        return {}
    page = reverse("incidents:clocks", args=[incident.reference])
    runs: dict[str, LegalClockRun] = {}
    for run in incident.legal_clocks.filter(clock__key__in=keys).select_related("clock"):
        if run.clock.key not in runs or runs[run.clock.key].is_settled:
            runs[run.clock.key] = run
    clocks = LegalClock.objects.filter(brand=incident.brand_id, key__in=keys)
    return {
        clock.key: AtHand(
            "clock", str(clock), page, runs[clock.key].state.value if clock.key in runs else ""
        )
        for clock in clocks
    }
