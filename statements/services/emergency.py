"""Speaking when nobody who signs can be reached: two people, a prepared text, and a reckoning."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.clock import minutes, now
from crisisdesk.kernel.errors import Blocked, Refusal
from crisisdesk.kernel.rights import require
from crisisdesk.kernel.state import take
from incidents.services import paging
from incidents.telling import comms_heads, executives
from incidents.verbs import Verb
from statements import guards
from statements.enums import State
from statements.models import EmergencySignature, Statement
from statements.services import publishing
from statements.services.common import hold, line, tell_about, void_steps
from teams.automation import automation

if TYPE_CHECKING:
    from teams.models import User

RATIFY_WITHIN = minutes(60)


@transaction.atomic
def confirm(statement: Statement, *, actor: User) -> EmergencySignature:
    """The second person's signature under exactly this text; the lead then publishes."""
    statement = hold(statement)
    require(
        actor,
        "statements.confirm_emergency",
        statement,
        _("The second signature must come from someone other than the lead."),
    )
    reasons = guards.objections(guards.EMERGENCY_COMMON, statement)
    if statement.status != State.IN_REVIEW or reasons:
        raise Blocked(
            reasons or [Refusal("wrong_state", _("This text does not wait to be signed."))]
        )
    signature, _created = EmergencySignature.objects.get_or_create(
        statement=statement, digest=statement.version.digest, by=actor
    )
    return signature


@transaction.atomic
def publish_emergency(statement: Statement, *, actor: User) -> Statement:
    """The lead publishes a prepared holding text on two signatures; the head must ratify it."""
    statement = hold(statement)
    take(statement.publish_emergency, actor, by=actor, slug=publishing.slug_for(statement))
    statement.ratify_due_at = now() + RATIFY_WITHIN
    statement.save()
    void_steps(statement)
    given = statement.signatures.filter(digest=statement.version.digest).exclude(by=actor)
    second = given.select_related("by")[0].by
    line(
        statement,
        Verb.STATEMENT_PUBLISHED_EMERGENCY,
        actor,
        person={"id": second.pk, "name": second.name},
    )
    publishing.follow_up(statement, actor)
    tell_about(
        statement,
        "emergency",
        comms_heads(statement.incident),
        key="emergency",
        by=actor.name,
        second=second.name,
        due=statement.ratify_due_at.isoformat(),
    )
    return statement


@transaction.atomic
def ratify(statement: Statement, *, actor: User) -> Statement:
    """The head's word on what went out without approval."""
    statement = hold(statement)
    require(
        actor,
        "statements.ratify",
        statement,
        _("The head of communications ratifies it, and not one of the two who signed."),
    )
    if statement.emergency_at is None or statement.ratified_at is not None:
        raise Blocked([Refusal("nothing_to_ratify", _("There is nothing to ratify here."))])
    statement.ratified_at, statement.ratified_by = now(), actor
    statement.save(update_fields=["ratified_at", "ratified_by"])
    line(statement, Verb.EMERGENCY_RATIFIED, actor)
    paging.settle(statement.incident, _page_key(statement), actor=actor)
    return statement


@transaction.atomic
def record_unratified(statement: Statement) -> int:
    """After 60 minutes without the head's word: once a line, and word to the executives."""
    statement = hold(statement)
    due = statement.ratify_due_at
    if due is None or due > now() or statement.ratified_at or statement.unratified_at:
        return 0
    statement.unratified_at = now()
    statement.save(update_fields=["unratified_at"])
    line(statement, Verb.EMERGENCY_UNRATIFIED, automation())
    page = paging.page_about(
        statement.incident,
        executives(statement.incident),
        _("An emergency statement has not been ratified for an hour"),
        key=_page_key(statement),
        what=statement.reference,
    )
    tell_about(
        statement,
        "unratified",
        executives(statement.incident),
        key="unratified",
        woken=paging.woken(page),
    )
    return 1


def _page_key(statement: Statement) -> str:
    return f"unratified:{statement.pk}"
