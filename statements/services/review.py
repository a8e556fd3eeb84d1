"""From draft to approved: asking for signatures, giving and refusing them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.errors import Forbidden, Stale
from crisisdesk.kernel.state import take
from incidents.services import paging
from incidents.services.common import required
from incidents.verbs import Verb
from playbooks.roster import Roster
from statements import chain
from statements.enums import State, StepState, Verdict
from statements.fill import lane_of
from statements.models import Viewed
from statements.permissions import is_hand
from statements.services import channel_texts, lanes, signing, steps
from statements.services.common import hold, know_steps, line, tell_about, void_steps, writers_of
from teams.automation import automation

if TYPE_CHECKING:
    from statements.models import ApprovalStep, Statement, StatementVersion
    from teams.models import User


@transaction.atomic
def submit(statement: Statement, *, actor: User) -> Statement:
    """Freeze the text and ask for signatures; an empty chain approves at once."""
    statement = _hold(statement)
    take(statement.submit, actor, lane=lane_of(statement).lane)
    statement.save()
    line(statement, Verb.STATEMENT_SUBMITTED, actor, lane=statement.lane)
    channel_texts.freeze(statement)
    steps.lay(statement, chain.wanted(statement))
    if not steps.open_next(statement):
        return _approve_all(statement, automation())
    return statement


def _approve_all(statement: Statement, actor: User) -> Statement:
    take(statement.approve, actor, last=True, digest=statement.version.digest)
    return _approved(statement, actor)


def _approved(statement: Statement, actor: User) -> Statement:
    statement.save()
    line(statement, Verb.STATEMENT_APPROVED, actor)
    tell_about(statement, "approved", writers_of(statement), key=f"v{statement.current_version}")
    return statement


def view(version: StatementVersion, user: User) -> None:
    """Note that the person has had this version before their eyes."""
    if not user.is_automation:
        # Once and for good, whoever else notes it at this moment.
        Viewed.objects.bulk_create([Viewed(version=version, user=user)], ignore_conflicts=True)


def _hold(statement: Statement) -> Statement:
    """Locked, with the one roster and the steps by which every question here is answered."""
    statement = hold(statement)
    vars(statement)["roster"] = Roster(statement.brand_id)
    know_steps(statement)
    return statement


def _not_ones_own(statement: Statement, actor: User) -> None:
    if is_hand(statement, actor):
        raise Forbidden(_("You cannot approve words that you wrote or changed yourself."))
    if statement.status == State.IN_REVIEW and actor.pk in chain.signers(statement):
        raise Forbidden(_("You have signed already; one person fills at most one step."))


def _same_version(statement: Statement, expected_version: int | None) -> None:
    if expected_version is not None and expected_version != statement.current_version:
        raise Stale(
            statement.current_version, _("A newer version exists; look at what changed first.")
        )


def approve(
    statement: Statement, *, actor: User, comment: str = "", expected_version: int | None = None
) -> Statement:
    """Sign one step of exactly this text; the last signature approves it."""
    # In a transaction of its own: the further steps stay, though this signature is refused.
    lanes.before_signing(statement)
    return _approve(statement, actor, comment, expected_version)


@transaction.atomic
def _approve(
    statement: Statement, actor: User, comment: str, expected_version: int | None
) -> Statement:
    statement = _hold(statement)
    lanes.at_signing(statement)
    _not_ones_own(statement, actor)
    _same_version(statement, expected_version)
    step = chain.best_step(statement, actor)
    last = _is_last(statement, step)
    take(statement.approve, actor, last=last, digest=statement.version.digest)
    assert step is not None  # noqa: S101 -- `take` refuses whoever has no step
    signing.sign(statement, step, actor, comment)
    if last:
        return _approved(statement, actor)
    statement.save()
    steps.open_next(statement)
    return statement


def _is_last(statement: Statement, step: ApprovalStep | None) -> bool:
    waiting = {other.pk for other in statement.steps.all() if other.state == StepState.WAITING}
    return step is not None and not waiting - {step.pk}


@transaction.atomic
def request_changes(
    statement: Statement,
    *,
    actor: User,
    reason: str,
    suggestion: str,
    expected_version: int | None = None,
) -> Statement:
    """Give the text back to its writer, with a reason and a suggested wording."""
    if not reason.strip() or not suggestion.strip():
        missing = [n for n, v in (("reason", reason), ("suggestion", suggestion)) if not v.strip()]
        sentence = _("Give the reason and suggest other words.")
        raise ValidationError(dict.fromkeys(missing, sentence), code="required")
    statement = _hold(statement)
    _not_ones_own(statement, actor)
    _same_version(statement, expected_version)
    step = chain.best_step(statement, actor)
    take(statement.request_changes, actor)
    assert step is not None  # noqa: S101 -- `take` refuses whoever has no step
    signing.remember(statement, step, actor, Verdict.RETURNED, reason, suggestion)
    void_steps(statement)
    statement.save()
    line(statement, Verb.STATEMENT_RETURNED, actor, typed=f"{reason}\n{suggestion}".strip())
    tell_about(
        statement,
        "returned",
        writers_of(statement),
        key=f"v{statement.current_version}:{statement.incident.last_seq}",
        by=actor.name,
    )
    return statement


@transaction.atomic
def reject(
    statement: Statement, *, actor: User, reason: str, expected_version: int | None = None
) -> Statement:
    """Refuse the text for good; another may be written."""
    reason = required("reason", reason)
    statement = _hold(statement)
    _not_ones_own(statement, actor)
    _same_version(statement, expected_version)
    step = chain.best_step(statement, actor)
    take(statement.reject, actor)
    assert step is not None  # noqa: S101 -- `take` refuses whoever has no step
    signing.remember(statement, step, actor, Verdict.REJECTED, reason)
    void_steps(statement)
    statement.save()
    line(statement, Verb.STATEMENT_REJECTED, actor, typed=reason)
    tell_about(statement, "rejected", writers_of(statement), key="end", by=actor.name)
    return statement


@transaction.atomic
def recall(statement: Statement, *, actor: User, reason: str) -> Statement:
    """Take a text out of review; signatures given so far are void."""
    reason = required("reason", reason)
    statement = hold(statement)
    take(statement.recall, actor)
    void_steps(statement)
    statement.save()
    line(statement, Verb.STATEMENT_RECALLED, actor, typed=reason)
    return statement


@transaction.atomic
def revise(statement: Statement, *, actor: User) -> Statement:
    """Take an approved, returned or expired text back to a draft; every approval is void."""
    statement = hold(statement)
    take(statement.revise, actor)
    void_steps(statement)
    statement.save()
    line(statement, Verb.STATEMENT_REVISED, actor)
    return statement


@transaction.atomic
def discard(statement: Statement, *, actor: User, reason: str = "") -> Statement:
    """Put a draft away."""
    statement = hold(statement)
    take(statement.discard, actor)
    statement.save()
    line(statement, Verb.STATEMENT_DISCARDED, actor, typed=reason)
    return statement


@transaction.atomic
def expire(statement: Statement, *, reason: str) -> Statement:
    """The approval no longer holds: too old, or a fact has changed. The desk's own act."""
    actor = automation()
    statement = hold(statement)
    take(statement.expire, actor)
    void_steps(statement)
    statement.save()
    line(statement, Verb.STATEMENT_EXPIRED, actor, reason=reason)
    # Before the page writes its own line into the log.
    seq = statement.incident.last_seq
    page = paging.page_about(
        statement.incident,
        writers_of(statement),
        _("An approved text has expired before it went out"),
        key=f"expired:{statement.pk}:{seq}",
        what=statement.reference,
    )
    tell_about(
        statement,
        "expired",
        writers_of(statement),
        key=f"v{statement.current_version}:{seq}",
        woken=paging.woken(page),
        reason=reason,
    )
    return statement
