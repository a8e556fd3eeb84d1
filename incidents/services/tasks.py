"""Tasks of a case: from the playbook or by hand; done, or skipped with a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.errors import Blocked, Refusal
from crisisdesk.kernel.rights import require
from crisisdesk.kernel.text import nfc, one_line
from incidents import written
from incidents.enums import TaskStatus
from incidents.models import Incident, Task
from incidents.services import steps
from incidents.services.common import both, must_belong, required, tell_owner, who, work_on
from incidents.timeline import record
from incidents.verbs import Verb
from playbooks.models.plan import COMMON

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from teams.models import User

#: Why a step that is not finished is not in the state that an act needs.
NOT_FINISHED = {
    TaskStatus.OPEN: _("This task is open already."),
    TaskStatus.WAITING: _("This step waits for the answer to a question: answer that first."),
    TaskStatus.UNNEEDED: _("This step does not apply: its question was answered otherwise."),
}


@transaction.atomic
def add_task(
    incident: Incident,
    *,
    actor: User,
    title_vi: str,
    title_en: str = "",
    owner: User | None = None,
    role: str = "",
    due_at: datetime | None = None,
    critical: bool = False,
) -> Task:
    """Add a task by hand."""
    require(actor, "incidents.work", incident)
    must_belong(incident, owner)
    incident = work_on(incident)
    task = Task(
        incident=incident,
        title_vi=one_line(required("title_vi", title_vi), 300),
        title_en=one_line(nfc(title_en), 300),
        owner=owner,
        role=role,
        due_at=due_at,
        critical=critical,
        round=incident.round,
    )
    task.full_clean()
    task.save(force_insert=True)
    record(incident, Verb.TASK_ADDED, actor, task=task.pk)
    _tell(task, incident, actor, f"task:{task.pk}")
    return task


@transaction.atomic
def assign_task(task: Task, *, actor: User, owner: User, due_at: datetime | None = None) -> Task:
    """Give an open task to a person."""
    require(actor, "incidents.work", task.incident)
    must_belong(task.incident, owner)
    incident = work_on(task.incident)
    task = _in_state(task, TaskStatus.OPEN)
    task.owner = owner
    task.due_at = due_at or task.due_at
    task.save(update_fields=["owner", "due_at"])
    record(incident, Verb.TASK_ASSIGNED, actor, task=task.pk, person=who(owner))
    _tell(task, incident, actor, f"task:{task.pk}:{incident.last_seq}")
    return task


def _tell(task: Task, incident: Incident, actor: User, key: str) -> None:
    tell_owner(incident, "incidents.task_assigned", task.owner, actor, key, both(task, "title"))


@transaction.atomic
def finish_task(task: Task, *, actor: User, answers: Mapping[str, Any] | None = None) -> Task:
    """Done, with what the step asks to be written down; what was written before is kept."""
    require(actor, "incidents.work", task.incident)
    incident = work_on(task.incident)
    task = _in_state(task, TaskStatus.OPEN)
    task.answers = written.checked(task, answers or {})
    task = _end_task(task, TaskStatus.DONE, actor)
    record(incident, Verb.TASK_DONE, actor, task=task.pk, late=_late(task))
    return task


@transaction.atomic
def skip_task(task: Task, *, actor: User, reason: str) -> Task:
    """Left out on purpose, with a reason; a critical one only by the lead.

    A step that waits for an answer may be left out too, so that nothing waits for ever.
    """
    ability = "incidents.decide" if task.critical else "incidents.work"
    require(actor, ability, task.incident)
    reason = required("reason", reason)
    incident = work_on(task.incident)
    task = _in_state(task, TaskStatus.OPEN, TaskStatus.WAITING)
    task = _end_task(task, TaskStatus.SKIPPED, actor, reason)
    record(incident, Verb.TASK_SKIPPED, actor, words=reason, task=task.pk)
    return task


@transaction.atomic
def reopen_task(task: Task, *, actor: User) -> Task:
    """It was not done after all."""
    require(actor, "incidents.work", task.incident)
    incident = work_on(task.incident)
    task = Task.objects.select_for_update().get(pk=task.pk)
    if task.status not in TaskStatus.finished:
        raise Blocked([Refusal("wrong_state", NOT_FINISHED[TaskStatus(task.status)])])
    task.skip_reason, task.finished_at, task.finished_by = "", None, None
    steps.again(task, incident)
    task.save()
    record(incident, Verb.TASK_REOPENED, actor, task=task.pk)
    return task


def _in_state(task: Task, *states: TaskStatus) -> Task:
    task = Task.objects.select_for_update().get(pk=task.pk)
    if task.status in states:
        return task
    sentence = _("Someone else was faster: this task is already “%(state)s”.")
    if task.status not in TaskStatus.finished:
        sentence = NOT_FINISHED[TaskStatus(task.status)]
    raise Blocked([Refusal("wrong_state", sentence % {"state": task.get_status_display()})])


def _end_task(task: Task, status: TaskStatus, actor: User, reason: str = "") -> Task:
    task.status, task.skip_reason = status, reason
    task.finished_by, task.finished_at = actor, now()
    task.save(update_fields=["status", "skip_reason", "finished_by", "finished_at", "answers"])
    return task


def _late(task: Task) -> bool:
    return bool(task.due_at and task.finished_at and task.finished_at > task.due_at)


def witness(incident: Incident, *keys: str, actor: User) -> None:
    """The desk saw it happen: these steps of the common first hour need no press.

    Unless somebody has to write something down with it, which the desk cannot see. The caller holds the incident's lock.
    """
    suffix = "" if incident.round == 1 else f"#{incident.round}"
    wanted = [f"{COMMON}.{key}{suffix}" for key in keys]
    for task in incident.tasks.filter(key__in=wanted, status=TaskStatus.OPEN):
        if not written.is_whole(task):
            continue
        done = _end_task(task, TaskStatus.DONE, actor)
        record(incident, Verb.TASK_DONE, actor, task=done.pk, late=_late(done))
