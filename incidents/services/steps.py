"""Steps of the playbook that wait for a moment or for an answer, brought up to date."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from incidents import moments
from incidents.enums import TaskStatus
from incidents.models import Incident, Question, Task
from incidents.services.common import both, tell_owner
from incidents.steps import now_of, standing
from incidents.timeline import record
from incidents.verbs import Verb

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from playbooks.enums import Moment
    from teams.models import User

PARTS = ("status", "applies_at", "due_at")
_HAS_CONDITION = ~Q(condition="")
_HAS_NO_DEADLINE = Q(due_at=None, minutes__isnull=False)


def happened(incident: Incident, moment: Moment, at: datetime) -> None:
    """A moment has come: steps that count from it get their deadline. The case is locked."""
    moments.note(incident, moment, at)
    _bring_up(incident, _HAS_NO_DEADLINE)


def answered(question: Question, incident: Incident, *, actor: User) -> None:
    """Steps that wait for this answer begin, or do not apply. The case is locked."""
    changed = _bring_up(incident, Q(condition=question.key) & _HAS_CONDITION)
    begun = [task for task in changed if task.status == TaskStatus.OPEN]
    spared = [task for task in changed if task.status == TaskStatus.UNNEEDED]
    said = {"question": question.pk, "answer": question.answer}
    if begun:
        record(incident, Verb.TASKS_ADDED, actor, tasks=len(begun), **said)
    if spared:
        record(incident, Verb.TASKS_ADDED, actor, spared=len(spared), **said)
    for task in begun:
        key = f"task:{task.pk}:{incident.last_seq}"
        tell_owner(incident, "incidents.task_assigned", task.owner, actor, key, both(task, "title"))


def again(task: Task, incident: Incident) -> None:
    """A finished step is open once more, if its question still says so. The case is locked."""
    task.status = TaskStatus.OPEN
    placed(incident, [task], ())


def placed(incident: Incident, tasks: Iterable[Task], questions: Iterable[Question]) -> None:
    """Give new steps their standing; of questions that exist the stored row counts."""
    rows = list(tasks)
    wanted = {task.condition for task in rows if task.condition}
    known = {question.key: question for question in questions}
    if wanted:
        known |= {row.key: row for row in incident.questions.filter(key__in=wanted)}
    came = moments.reached(incident)
    for task in rows:
        task.status, task.applies_at, task.due_at = standing(task, came, known)


def _bring_up(incident: Incident, which: Q) -> list[Task]:
    """Write what has changed; gives the steps whose state is another one."""
    rows = incident.tasks.filter(which, round=incident.round)
    rows = rows.exclude(status__in=TaskStatus.finished).select_related("owner").order_by("pk")
    found = list(rows.select_for_update(of=("self",)))
    wanted = {task.condition for task in found if task.condition}
    asked = incident.questions.filter(key__in=wanted) if wanted else ()
    questions = {question.key: question for question in asked}
    came = moments.reached(incident)
    late = [(task, standing(task, came, questions)) for task in found]
    late = [(task, new) for task, new in late if new != now_of(task)]
    turned = [task for task, new in late if new.status != task.status]
    for task, new in late:
        task.status, task.applies_at, task.due_at = new
    Task.objects.bulk_update([task for task, _new in late], PARTS)
    return turned
