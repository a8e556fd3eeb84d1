"""Saying it: the newsroom, the channels, and what follows for earlier words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.errors import Blocked, Refusal
from crisisdesk.kernel.rights import require
from crisisdesk.kernel.state import take
from crisisdesk.kernel.vocabulary import Severity
from incidents.services import speaking, tasks
from incidents.telling import crew
from incidents.verbs import Verb
from statements import hosts
from statements.enums import NOTICES, REPLACED, Audience, Outlet, Planned, State
from statements.models import Publication, Statement
from statements.services import briefs, outlets, press_mail, promises
from statements.services.common import hold, line, settle_plans, tell_about
from statements.services.drafting import NEWSROOM
from statements.wording import slug_for
from teams.automation import automation

if TYPE_CHECKING:
    from teams.models import User


@transaction.atomic
def publish(statement: Statement, *, actor: User, typed: str | None = None) -> Statement:
    """Publish exactly what was approved. At critical the reference is typed as a last look.

    A notice corrects or retracts its target in the same transaction.
    """
    statement = hold(statement)
    last_look(statement, typed)
    target = statement.target
    take(statement.publish, actor, by=actor, slug=slug_for(statement))
    statement.save()
    settle_plans(statement, Planned.DONE)
    line(statement, Verb.STATEMENT_PUBLISHED, actor)
    if target is not None:
        _apply_notice(statement, target, actor)
    follow_up(statement, actor)
    return statement


def last_look(statement: Statement, typed: str | None) -> None:
    """At critical the reference is typed: a slip of the finger publishes nothing."""
    if typed is None or statement.incident.severity != Severity.CRITICAL:
        return
    if typed.strip().upper() != statement.reference:
        raise ValidationError(
            {"typed": _("Type %(reference)s to publish.") % {"reference": statement.reference}}
        )


def follow_up(statement: Statement, actor: User) -> None:
    """What publication means for the case, its promises, earlier words and our own people."""
    at = statement.published_at
    assert at is not None  # noqa: S101 -- set by the transition
    if statement.audience == Audience.INTERNAL:
        briefs.hand_out(statement, actor)
        tasks.witness(statement.incident, "internal_brief", actor=actor)
        return
    if statement.audience == Audience.PUBLIC:
        speaking.public_word(statement.incident, statement.kind, at)
        tasks.witness(statement.incident, "holding_statement", actor=actor)
        if NEWSROOM in statement.channels:
            _post_to_newsroom(statement, actor)
        outlets.queue(statement, actor)
        press_mail.send_out(statement, actor)
    promises.keep_by(statement)
    promises.make_next(statement, actor)
    _supersede_earlier(statement)
    tell_about(statement, "published", crew(statement.incident), key="published", by=actor.name)


def _post_to_newsroom(statement: Statement, actor: User) -> None:
    Publication.objects.create(
        statement=statement, channel=NEWSROOM, state=Outlet.LIVE, by=actor, at=now()
    )


def _supersede_earlier(statement: Statement) -> None:
    """The next word on the case replaces the holding text or update before it."""
    if statement.kind not in promises.KEEPING or statement.audience != Audience.PUBLIC:
        return
    earlier = statement.incident.statements.select_for_update(of=("self",)).filter(
        kind__in=REPLACED,
        audience=Audience.PUBLIC,
        status__in=(State.PUBLISHED, State.CORRECTED),
    )
    for old in earlier.exclude(pk=statement.pk):
        desk = automation()
        old.incident = statement.incident
        take(old.supersede, desk, successor=statement)
        old.save()
        line(old, Verb.STATEMENT_SUPERSEDED, desk, successor=statement.reference)


def _apply_notice(notice: Statement, target: Statement, actor: User) -> None:
    target = Statement.objects.select_for_update(of=("self",)).get(pk=target.pk)
    target.incident = notice.incident
    if notice.corrects_id:
        take(target.correct, actor)
        verb = Verb.STATEMENT_CORRECTED
    else:
        take(target.retract, actor)
        verb = Verb.STATEMENT_RETRACTED
    # Only what the transition changed: a notice may stand in the case that the text's was merged into.
    target.save(update_fields=["status", "needs_correction"])
    line(target, verb, actor, notice=notice.reference)


@transaction.atomic
def correct(statement: Statement, *, actor: User, notice: Statement) -> Statement:
    """Correct a published text by its approved notice; both are done or neither."""
    return _by_notice(statement, notice, actor, "corrects_id")


@transaction.atomic
def retract(statement: Statement, *, actor: User, notice: Statement) -> Statement:
    """Retract a published text by its approved notice; the page stays, with the reason."""
    return _by_notice(statement, notice, actor, "retracts_id")


def _by_notice(statement: Statement, notice: Statement, actor: User, aim: str) -> Statement:
    if notice.kind not in NOTICES or getattr(notice, aim) != statement.pk:
        raise ValidationError({"notice": _("This notice is about another text.")})
    publish(notice, actor=actor)
    return Statement.objects.get(pk=statement.pk)


@transaction.atomic
def post(
    statement: Statement, *, actor: User, channel: str, url: str = "", state: str = Outlet.LIVE
) -> Publication:
    """Say where the text stands on a channel: live at an address, failed, or unclear."""
    require(actor, "statements.publish", statement.incident)
    statement = hold(statement)
    if not statement.is_said:
        raise Blocked([Refusal("not_published", _("This text is not published yet."))])
    if channel not in statement.channels or channel == NEWSROOM:
        raise ValidationError({"channel": _("The text was not approved for this channel.")})
    if statement.incident.is_drill and url:
        raise ValidationError({"url": _("THIS IS A DRILL: publish nothing outside.")})
    if state not in Outlet.by_hand:
        raise ValidationError({"state": _("Say whether it is live, failed or unclear.")})
    row = Publication.objects.filter(statement=statement, channel=channel).first()
    row = row or Publication(statement=statement, channel=channel)
    outlets.take_over(row)
    row.problem, row.facts = "", {}
    row.url, row.state, row.by, row.at = (
        hosts.check(url, channel, row.account),
        Outlet(state),
        actor,
        now(),
    )
    row.full_clean()
    row.save()
    line(statement, Verb.CHANNEL_POSTED, actor, channel=channel, state=str(row.state))
    return row
