"""Decisions with what was known then; silence is one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.rights import require
from crisisdesk.kernel.state import lock
from crisisdesk.kernel.vocabulary import Severity
from incidents.enums import ClockKind, DecisionKind
from incidents.models import Decision, Incident
from incidents.services import clocks, tasks
from incidents.services.common import required, work_on
from incidents.timeline import record
from incidents.verbs import Verb

if TYPE_CHECKING:
    from datetime import datetime

    from teams.models import User


@transaction.atomic
def decide(
    incident: Incident,
    *,
    actor: User,
    text: str,
    reason: str,
    kind: str = DecisionKind.GENERAL,
    review_at: datetime | None = None,
) -> Decision:
    """Record a decision with what is known at this moment; silence needs a time to look again."""
    require(actor, "incidents.decide", incident)
    if kind == DecisionKind.NO_STATEMENT and (review_at is None or review_at <= now()):
        raise ValidationError(
            {"review_at": _("Give the time, ahead, at which silence is looked at again.")}
        )
    incident = work_on(incident)
    decision = Decision.objects.create(
        incident=incident,
        kind=DecisionKind(kind),
        text=required("text", text),
        reason=required("reason", reason),
        known=known_now(incident),
        review_at=review_at,
        round=incident.round,
        by=actor,
    )
    record(incident, Verb.DECIDED, actor, decision=decision.pk, decision_kind=decision.kind)
    if decision.kind == DecisionKind.NO_STATEMENT:
        tasks.witness(incident, "holding_statement", actor=actor)
        if incident.rank < Severity.HIGH.rank:
            # Up to "moderate" the decision answers the deadline of the first word (handbook B3).
            clocks.meet(incident, ClockKind.HOLDING)
    return decision


def known_now(incident: Incident) -> list[dict[str, Any]]:
    """The ledger at this moment, as a decision keeps it: fact, revision, state."""
    return [
        {"fact": f.pk, "revision": f.revision, "status": f.status, "vi": f.text_vi, "en": f.text_en}
        for f in incident.facts.exclude(visibility="privileged")
    ]


@transaction.atomic
def review_decision(decision: Decision, *, actor: User, note: str) -> Decision:
    """Look again at a decision, and say what came of it."""
    require(actor, "incidents.decide", decision.incident)
    incident = lock(decision.incident)
    decision.review_note = required("note", note)
    decision.reviewed_at = now()
    decision.save(update_fields=["review_note", "reviewed_at"])
    record(incident, Verb.DECISION_REVIEWED, actor, words=note, decision=decision.pk)
    return decision
