"""Questions that a case begins with: the brand's standing ones, and what its playbook asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from crisisdesk.kernel.rights import require
from incidents.services.common import work_on
from incidents.timeline import record
from incidents.verbs import Verb
from statements.enums_desk import AnswerAudience, AnswerState
from statements.models import Answer, AnswerVersion
from statements.models.answers import WORDS
from teams.automation import automation

if TYPE_CHECKING:
    from incidents.models import Incident
    from teams.models import User


@transaction.atomic
def bring_again(incident: Incident, *, actor: User) -> int:
    """Fetch what was added to the bank or came with another playbook since the case began."""
    require(actor, "statements.write_answers", incident)
    incident = work_on(incident)
    count = bring(incident)
    if count:
        record(incident, Verb.ANSWERS_BROUGHT, actor, count=count)
    return count


def bring(incident: Incident) -> int:
    """Copy them as drafts; what is there already is left alone. The caller holds the case."""
    rows = [*_standing(incident), *_of_playbook(incident)]
    for answer in rows:
        answer.save(force_insert=True)
    hand = automation() if rows else None
    AnswerVersion.objects.bulk_create(
        AnswerVersion(
            answer=answer,
            number=1,
            status=answer.status,
            by=hand,
            **{name: getattr(answer, name) for name in WORDS},
        )
        for answer in rows
    )
    return len(rows)


def _standing(incident: Incident) -> list[Answer]:
    """The brand's own answers for this type of crisis; each needs a person's word here again."""
    there = set(incident.answers.exclude(origin=None).values_list("origin", flat=True))
    found = Answer.objects.filter(
        Q(kind="") | Q(kind=incident.kind),
        brand=incident.brand_id, incident=None, status__in=AnswerState.living,
    ).exclude(pk__in=there)  # fmt: skip
    return [
        Answer(
            brand_id=row.brand_id,
            incident=incident,
            origin=row,
            author_id=row.author_id,
            last_editor_id=row.last_editor_id,
            writers=row.writers,
            owner_id=row.owner_id or incident.lead_id,
            version=1,
            **{name: getattr(row, name) for name in WORDS},
        )
        for row in found.order_by("pk")
    ]


def _of_playbook(incident: Incident) -> list[Answer]:
    """What must be established is what reporters ask first: the plan's critical questions."""
    if incident.playbook_version is None:
        return []
    there = set(incident.answers.exclude(playbook_key="").values_list("playbook_key", flat=True))
    hand = automation()
    return [
        Answer(
            brand_id=incident.brand_id,
            incident=incident,
            playbook_key=question.key,
            audience=AnswerAudience.PRESS,
            question_vi=question.text.vi[:400],
            question_en=question.text.en[:400],
            author=hand,
            last_editor=hand,
            owner_id=incident.lead_id,
            version=1,
        )
        for question in incident.playbook_version.plan.questions
        if question.critical and question.key not in there
    ]
