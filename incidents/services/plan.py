"""The pinned playbook becomes work: questions, tasks and legal deadlines."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.rights import require
from crisisdesk.kernel.state import lock
from incidents.models import Incident, Question, RoleAssignment, Task
from incidents.row_keys import cut_short, is_long, row_key
from incidents.services import legal, step_rows, steps
from incidents.timeline import record
from incidents.verbs import Verb
from playbooks import selectors as playbooks
from playbooks.models import PlaybookVersion

if TYPE_CHECKING:
    from datetime import datetime

    from teams.models import User


@transaction.atomic
def choose(
    incident: Incident,
    version: PlaybookVersion | None,
    *,
    actor: User,
    reason: str = "",
) -> Incident:
    """Pin a published playbook version, or none with a reason (contract 6.8)."""
    require(actor, "incidents.edit", incident)
    incident = lock(incident)
    if version is None and not reason.strip():
        raise ValidationError({"reason": _("Say why no playbook fits.")}, code="required")
    if (
        version is not None
        and not playbooks.published(incident.brand).filter(pk=version.pk).exists()
    ):
        raise ValidationError({"version": _("Choose a published playbook of this brand.")})
    incident.playbook_version = version
    incident.common_version = playbooks.common(incident.brand)
    incident.kind = version.playbook.slug if version else ""
    incident.no_playbook_reason = "" if version else reason.strip()
    incident.save(
        update_fields=["playbook_version", "common_version", "kind", "no_playbook_reason"]
    )
    record(
        incident,
        Verb.TYPE_CHOSEN,
        actor,
        words=reason,
        kind=incident.kind,
        playbook=label(incident),
    )
    if incident.status in ("verifying", "responding"):
        unroll(incident, actor=actor)
    else:
        legal.begin(incident)
    return incident


def label(incident: Incident) -> dict[str, Any] | None:
    """Name and number of the pinned version, as the timeline keeps them."""
    version = incident.playbook_version
    if version is None:
        return None
    book = version.playbook
    return {"vi": book.name_vi, "en": book.name_en, "number": version.number}


def unroll(incident: Incident, *, actor: User) -> None:
    """Copy questions and steps of the pinned versions; what is there already is left alone.

    The legal deadlines of the type begin with them.

    Deadlines of questions count from the start of the round, those of steps from their moment; a
    step may wait for an answer. Each goes to the holder of its role, else to the
    lead, so that nothing is nobody's.
    """
    holders = _holders(incident)
    start = incident.opened_at if incident.round == 1 else incident.round_started_at
    versions = [v for v in (incident.common_version, incident.playbook_version) if v]
    asked = [(version, item) for version in versions for item in version.plan.questions]
    wanted = [(version, item) for version in versions for item in version.plan.steps]
    questions = [_question(incident, version, item, holders, start) for version, item in asked]
    tasks = [
        step_rows.task_of(incident, version, item, holders.get(item.role) or incident.lead_id)
        for version, item in wanted
    ]
    _as_they_stand(incident, (asked, questions), (wanted, tasks))
    before = incident.tasks.count(), incident.questions.count()
    Question.objects.bulk_create(questions, ignore_conflicts=True)
    steps.placed(incident, tasks, questions)
    Task.objects.bulk_create(tasks, ignore_conflicts=True)
    added = incident.tasks.count() - before[0], incident.questions.count() - before[1]
    if any(added):
        record(incident, Verb.TASKS_ADDED, actor, tasks=added[0], questions=added[1])
    legal.begin(incident)


def _as_they_stand(
    incident: Incident,
    asked: tuple[list[tuple[PlaybookVersion, Any]], list[Question]],
    wanted: tuple[list[tuple[PlaybookVersion, Any]], list[Task]],
) -> None:
    """What an older desk put into the case under a shorter key keeps that, and comes once."""
    (asked_items, questions), (wanted_items, tasks) = asked, wanted
    if not any(is_long(row.key) for row in (*questions, *tasks)):
        return
    known = cut_short(asked_items, incident.round, _keys(incident.questions))
    done = cut_short(wanted_items, incident.round, _keys(incident.tasks))
    for question in questions:
        question.key = known.get(question.key, question.key)
    for task in tasks:
        task.key = done.get(task.key, task.key)
        task.condition = known.get(task.condition, task.condition)
        if "questions" in task.links:
            task.links["questions"] = [known.get(key, key) for key in task.links["questions"]]


def _keys(rows: Any) -> set[str]:
    return set(rows.exclude(key="").values_list("key", flat=True))


def _holders(incident: Incident) -> dict[str, int]:
    rows = RoleAssignment.objects.filter(incident=incident, ended_at=None).order_by("-id")
    return {row.role: row.user_id for row in rows}


def _question(
    incident: Incident,
    version: PlaybookVersion,
    item: Any,
    holders: dict[str, int],
    start: datetime,
) -> Question:
    return Question(
        incident=incident,
        key=row_key(version, item.key, incident.round),
        text_vi=item.text.vi,
        text_en=item.text.en,
        critical=item.critical,
        role=item.role,
        owner_id=holders.get(item.role) or incident.lead_id,
        due_at=start + timedelta(minutes=item.minutes),
        round=incident.round,
    )
