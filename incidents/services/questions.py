"""Verification questions: one owner, one deadline each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.rights import require
from crisisdesk.kernel.text import nfc
from incidents.enums import Answer
from incidents.models import Fact, Incident, Question
from incidents.services import steps
from incidents.services.common import both, must_belong, required, tell_owner, who, work_on
from incidents.timeline import record
from incidents.verbs import Verb

if TYPE_CHECKING:
    from datetime import datetime

    from teams.models import User


@transaction.atomic
def ask(
    incident: Incident,
    *,
    actor: User,
    text_vi: str,
    text_en: str = "",
    owner: User | None = None,
    due_at: datetime | None = None,
    critical: bool = False,
) -> Question:
    """Add a verification question of one's own."""
    require(actor, "incidents.work", incident)
    must_belong(incident, owner)
    incident = work_on(incident)
    question = Question.objects.create(
        incident=incident,
        text_vi=required("text_vi", text_vi),
        text_en=nfc(text_en).strip(),
        owner=owner,
        due_at=due_at,
        critical=critical,
        round=incident.round,
    )
    record(incident, Verb.QUESTION_ASKED, actor, question=question.pk, critical=critical)
    _tell(question, incident, owner, actor, f"question:{question.pk}")
    return question


@transaction.atomic
def assign_question(
    question: Question, *, actor: User, owner: User, due_at: datetime | None = None
) -> Question:
    """One question, one owner, one deadline."""
    require(actor, "incidents.work", question.incident)
    must_belong(question.incident, owner)
    incident = work_on(question.incident)
    question.owner = owner
    question.due_at = due_at or question.due_at
    question.save(update_fields=["owner", "due_at"])
    record(incident, Verb.QUESTION_ASSIGNED, actor, question=question.pk, person=who(owner))
    _tell(question, incident, owner, actor, f"question:{question.pk}:{incident.last_seq}")
    return question


def _tell(
    question: Question, incident: Incident, owner: User | None, actor: User, key: str
) -> None:
    tell_owner(incident, "incidents.question_assigned", owner, actor, key, both(question, "text"))


@transaction.atomic
def answer(
    question: Question, *, actor: User, answer: str, note: str, fact: Fact | None = None
) -> Question:
    """Settle a question: confirmed, refuted or inconclusive, with what was found."""
    require(actor, "incidents.work", question.incident)
    found = Answer(answer)
    if found == Answer.OPEN:
        raise ValidationError({"answer": _("Choose an answer.")})
    incident = work_on(question.incident)
    if fact is not None and fact.incident_id != incident.pk:
        raise ValidationError({"fact": _("This belongs to another case.")})
    # Fresh: whom it was given to meanwhile must not be undone.
    question = Question.objects.select_for_update(of=("self",)).get(pk=question.pk)
    question.answer = found
    question.answer_note = required("note", note)
    question.fact = fact or question.fact
    question.answered_by = actor
    question.answered_at = now()
    question.save()
    record(
        incident, Verb.QUESTION_ANSWERED, actor, words=note, question=question.pk, answer=str(found)
    )
    if question.key:
        steps.answered(question, incident, actor=actor)
    return question
