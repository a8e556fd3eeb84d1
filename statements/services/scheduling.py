"""Going out at a set hour: set by a publisher, done by the clock, stopped by whatever changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.clock import minutes, now
from crisisdesk.kernel.errors import Blocked, Forbidden, Refusal
from crisisdesk.kernel.rights import require
from crisisdesk.kernel.state import permitted, reachable, wrong_state
from crisisdesk.kernel.sweeping import each
from crisisdesk.kernel.vocabulary import rank
from incidents.services.common import required
from incidents.verbs import Verb
from statements.enums import Planned, State
from statements.guards import objections
from statements.guards import publishing as ready
from statements.models import Schedule
from statements.selectors.planned import hold_on
from statements.selectors.state import valid_until
from statements.services import publishing
from statements.services.common import hold, line, settle_plans, tell_about, writers_of
from teams.automation import automation

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from statements.models import Statement
    from teams.models import User

#: The desk may have been down; what was due longer ago than this, a person decides again.
LATEST = minutes(10)
#: What will not heal by itself until the hour comes; the brief may still be sent until then.
STANDING = [
    ready.hash_unchanged,
    ready.facts_unchanged,
    ready.denial_holds,
    ready.target_said,
]


@transaction.atomic
def schedule(
    statement: Statement, *, actor: User, due_at: datetime, typed: str | None = None
) -> Schedule:
    """Have an approved text published at `due_at` in this person's name; an earlier hour is moved.

    Raises `Blocked` while a crisis hold stands, where it is not approved, or where its facts moved;
    `ValidationError` for an hour that is past, or at which the approval will be too old.
    """
    statement = hold(statement)
    if not permitted(statement.publish, actor):
        raise Forbidden
    if not reachable(statement.publish):
        raise Blocked([wrong_state(statement.publish)])
    if hold_on(statement):
        raise Blocked([_held()])
    if reasons := objections(STANDING, statement):
        raise Blocked(reasons)
    publishing.last_look(statement, typed)
    _in_time(statement, due_at)
    settle_plans(statement, Planned.STOPPED)
    row = Schedule.objects.create(
        statement=statement,
        digest=statement.version.digest,
        severity=statement.incident.severity or "",
        due_at=due_at,
        by=actor,
    )
    line(statement, Verb.STATEMENT_SCHEDULED, actor, due=due_at.isoformat())
    return row


def _held() -> Refusal:
    return Refusal("on_hold", _("A crisis hold is on: nothing of this brand is scheduled."))


def _in_time(statement: Statement, due_at: datetime) -> None:
    until = valid_until(statement)
    if due_at <= now():
        raise ValidationError({"due_at": _("Choose a time in the future.")})
    if until is None or due_at >= until:
        raise ValidationError(
            {"due_at": _("By then the approval is too old: choose an earlier time.")}
        )
    promised = statement.next_update_at
    if promised and not statement.final_update and due_at >= promised:
        raise ValidationError(
            {"due_at": _("By then the next update that it promises is already due.")}
        )


@transaction.atomic
def unschedule(statement: Statement, *, actor: User, reason: str) -> Statement:
    """Take a text off the schedule; it stays approved."""
    require(actor, "statements.publish", statement)
    reason = required("reason", reason)
    statement = hold(statement)
    if not settle_plans(statement, Planned.STOPPED):
        raise Blocked([Refusal("not_scheduled", _("This text is not scheduled."))])
    line(statement, Verb.STATEMENT_UNSCHEDULED, actor, typed=reason)
    return statement


def publish_due() -> int:
    """Publish what is due; one that fails stops no other."""
    due = Schedule.objects.filter(state=Planned.WAITING, due_at__lte=now())
    return each(due.select_related("statement__incident"), publish_one)


@transaction.atomic
def publish_one(row: Schedule) -> int:
    """Publish one text whose hour has come, or write down why it stays and tell its people."""
    statement = hold(row.statement)
    fresh = Schedule.objects.select_for_update(of=("self",)).select_related("by").get(pk=row.pk)
    if fresh.state != Planned.WAITING or fresh.due_at > now():
        return 0
    fresh.statement = statement
    if standing := hold_on(statement):
        freeze(fresh, standing)
        return 0
    if reasons := _moved_on(fresh) or _refused(fresh):
        _give_back(fresh, reasons)
        return 0
    return 1


def _moved_on(row: Schedule) -> list[Refusal]:
    words = row.statement
    if now() - row.due_at > LATEST:
        return [Refusal("missed", _("The desk did not run at that hour."))]
    if words.status != State.APPROVED or words.version.digest != row.digest:
        return [Refusal("text_changed", _("It is no longer the text that was scheduled."))]
    if rank(words.incident.severity) > rank(row.severity or None):
        return [Refusal("severity_raised", _("The case has become graver since."))]
    return []


def _refused(row: Schedule) -> list[Refusal]:
    """Publish; whatever the machine objects to leaves no trace but its reasons."""
    try:
        with transaction.atomic():
            publishing.publish(row.statement, actor=row.by)
    except Blocked as blocked:
        return list(blocked.reasons)
    except Forbidden:
        return [Refusal("not_allowed", _("Whoever scheduled it may not publish any more."))]
    return []


def freeze(row: Schedule, standing: object) -> None:
    """Keep one text back until the hold is lifted; the caller holds the case and the row."""
    words = row.statement
    row.state, row.hold = Planned.FROZEN, standing  # type: ignore[assignment]
    row.save(update_fields=["state", "hold"])
    due = row.due_at.isoformat()
    line(words, Verb.STATEMENT_HELD, automation(), due=due)
    tell_about(words, "held", _owners(row), key=f"held{row.pk}:{row.hold_id}", due=due)


def _give_back(row: Schedule, reasons: Iterable[Refusal]) -> None:
    why = {language: _in(language, reasons) for language in ("vi", "en")}
    row.state, row.settled_at, row.why = Planned.REFUSED, now(), why
    row.save(update_fields=["state", "settled_at", "why"])
    words, due = row.statement, row.due_at.isoformat()
    line(words, Verb.STATEMENT_NOT_SENT, automation(), typed=why["vi"], due=due)
    people = [*_owners(row), *([words.incident.lead] if words.incident.lead else [])]
    tell_about(words, "not_sent", people, key=f"unsent{row.pk}", why=why, due=due)


def _in(language: str, reasons: Iterable[Refusal]) -> str:
    with translation.override(language):
        return " ".join(str(reason.message) for reason in reasons)


def _owners(row: Schedule) -> list[User]:
    return list(dict.fromkeys([row.by, *writers_of(row.statement)]))
