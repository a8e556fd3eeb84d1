"""What we said we would do: made by publishing, kept by the next word, settled by the lead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.clock import iso, now
from crisisdesk.kernel.errors import Blocked, Refusal
from crisisdesk.kernel.rights import require
from crisisdesk.kernel.state import lock
from incidents.services.common import must_belong, required
from incidents.telling import comms_heads, tell_team
from incidents.timeline import record
from incidents.verbs import Verb
from statements.enums import KEEPING, Audience, PromiseState
from statements.models import Promise, Statement
from statements.services.common import lead_or
from teams.automation import automation

if TYPE_CHECKING:
    from datetime import datetime

    from teams.models import User


def make_next(statement: Statement, actor: User) -> Promise | None:
    """The promised next update becomes a clock with an owner: the lead."""
    if statement.next_update_at is None or statement.final_update:
        return None
    return _make(
        statement,
        Promise(
            statement=statement,
            is_next_update=True,
            due_at=statement.next_update_at,
            owner=lead_or(statement, actor),
        ),
        actor,
    )


def _make(statement: Statement, promise: Promise, actor: User) -> Promise:
    promise.incident = statement.incident
    promise.save(force_insert=True)
    _line(promise, Verb.PROMISE_MADE, actor)
    return promise


def _line(promise: Promise, verb: Verb, actor: User, typed: str = "", **data: str) -> None:
    record(
        promise.incident,
        verb,
        actor,
        words=typed,
        statement=promise.statement.reference,
        promise=promise.pk,
        due=iso(promise.due_at),
        **data,
    )


def keep_by(statement: Statement) -> None:
    """The next word keeps the promise of a next word, in time or late."""
    if statement.kind not in KEEPING or statement.audience != Audience.PUBLIC:
        return
    at = statement.published_at
    assert at is not None  # noqa: S101 -- only published texts come here
    waiting = statement.incident.promises.filter(state=PromiseState.OPEN, is_next_update=True)
    for promise in waiting.select_for_update(of=("self",)).exclude(statement=statement):
        promise.incident = statement.incident
        _settle(promise, _kept(promise, at), statement)
        _line(promise, Verb.PROMISE_KEPT, automation(), kept_by=statement.reference)


def _kept(promise: Promise, at: datetime) -> PromiseState:
    return PromiseState.KEPT if at <= promise.due_at else PromiseState.KEPT_LATE


def _settle(promise: Promise, state: PromiseState, by: Statement | None) -> None:
    promise.state, promise.kept_by, promise.settled_at = state, by, now()
    promise.save(update_fields=["state", "kept_by", "settled_at"])


@transaction.atomic
def make(
    statement: Statement, *, actor: User, text: str, due_at: datetime, owner: User | None = None
) -> Promise:
    """Write down another promise that a published text contains."""
    require(actor, "statements.write", statement.incident)
    text = required("text", text)
    must_belong(statement.incident, owner)
    if due_at <= now():
        raise ValidationError({"due_at": _("Give a time that lies ahead.")})
    statement.incident = lock(statement.incident)
    if not statement.is_said:
        raise Blocked([Refusal("not_published", _("This text is not published yet."))])
    owner = owner or lead_or(statement, actor)
    return _make(
        statement, Promise(statement=statement, text=text, due_at=due_at, owner=owner), actor
    )


@transaction.atomic
def settle(
    promise: Promise,
    *,
    actor: User,
    state: str,
    said_in: Statement | None = None,
    due_at: datetime | None = None,
    reason: str = "",
) -> Promise:
    """The lead settles a promise. Broken or revised needs the public word that says so."""
    require(actor, "statements.settle_promise", promise.incident)
    incident = lock(promise.incident)
    promise = Promise.objects.select_for_update(of=("self",)).get(pk=promise.pk)
    promise.incident = incident
    if promise.state != PromiseState.OPEN:
        raise Blocked([Refusal("settled", _("This promise is settled already."))])
    wanted = PromiseState(state)
    if wanted in (PromiseState.BROKEN, PromiseState.REVISED):
        _check_said(promise, said_in)
    if wanted == PromiseState.REVISED:
        return _revise(promise, actor, said_in, due_at, reason)
    if wanted == PromiseState.BROKEN:
        _settle(promise, wanted, said_in)
        _line(promise, Verb.PROMISE_BROKEN, actor, required("reason", reason))
        return promise
    if wanted == PromiseState.OPEN or promise.is_next_update:
        raise ValidationError({"state": _("The next word itself keeps this promise.")})
    _settle(promise, _kept(promise, now()), said_in)
    _line(promise, Verb.PROMISE_KEPT, actor, reason)
    return promise


def _check_said(promise: Promise, said_in: Statement | None) -> None:
    if said_in is None:
        raise ValidationError({"said_in": _("Choose the published text that says so.")})
    fits = said_in.incident_id in promise.cases and said_in.is_said
    if not fits or said_in.audience != Audience.PUBLIC or said_in.pk == promise.statement_id:
        raise ValidationError({"said_in": _("Choose a later published text of this case.")})
    if said_in.published_at is None or said_in.published_at < promise.made_at:
        raise ValidationError({"said_in": _("Choose a later published text of this case.")})


def _revise(
    promise: Promise,
    actor: User,
    said_in: Statement | None,
    due_at: datetime | None,
    reason: str,
) -> Promise:
    if due_at is None or due_at <= now():
        raise ValidationError({"due_at": _("Give a time that lies ahead.")})
    _settle(promise, PromiseState.REVISED, said_in)
    new = Promise.objects.create(
        statement=said_in or promise.statement,
        incident=promise.incident,
        text=promise.text,
        is_next_update=promise.is_next_update,
        due_at=due_at,
        owner=promise.owner,
    )
    _line(new, Verb.PROMISE_REVISED, actor, reason)
    return new


@transaction.atomic
def record_overdue(promise: Promise) -> int:
    """Once, when the time has passed: a line, and word to owner, lead and head."""
    incident = lock(promise.incident)
    late = Promise.objects.select_for_update(of=("self",)).filter(
        pk=promise.pk, state=PromiseState.OPEN, overdue_recorded_at=None, due_at__lte=now()
    )
    found = late.select_related("statement", "owner").first()
    if found is None:
        return 0
    found.incident = incident
    found.overdue_recorded_at = now()
    found.save(update_fields=["overdue_recorded_at"])
    _line(found, Verb.PROMISE_OVERDUE, automation())
    people = [found.owner, incident.lead, *comms_heads(incident)]
    tell_team(
        incident,
        "statements.promise_overdue",
        [person for person in people if person],
        key=f"promise_overdue:{found.pk}",
        statement=found.statement.reference,
        due=iso(found.due_at),
    )
    return 1
