"""Writing a signature down: whose word, for which office, in whose place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.clock import iso, now
from crisisdesk.kernel.errors import Forbidden
from incidents.verbs import Verb
from playbooks.models import Delegation
from statements import chain
from statements.enums import StepState, Verdict
from statements.models import Approval
from statements.services.common import forget_steps, line

if TYPE_CHECKING:
    from playbooks.roster import StandIn
    from statements.models import ApprovalStep, Statement
    from teams.models import User


def sign(statement: Statement, step: ApprovalStep, actor: User, comment: str) -> None:
    """Fill a step with a person's word."""
    given = remember(statement, step, actor, Verdict.APPROVED, comment)
    _stood_in(statement, given, actor)
    step.state, step.decided_at = StepState.APPROVED, now()
    step.save(update_fields=["state", "decided_at"])
    line(
        statement,
        Verb.STATEMENT_STEP_APPROVED,
        actor,
        typed=comment,
        step="/".join(step.holders),
    )


def _stood_in(statement: Statement, given: Approval, actor: User) -> None:
    """A line for every signature given in place of somebody else."""
    if not given.stood_in_for:
        return
    giver = [given.for_whom] if given.for_whom else _holders(statement, given.stood_in_for)
    line(
        statement,
        Verb.APPROVAL_DELEGATED,
        actor,
        step=given.stood_in_for,
        person={"name": ", ".join(person.name for person in giver) or "–"},
        due=iso(given.stood_in_until),
    )


def _holders(statement: Statement, office: str) -> list[User]:
    """Whose closed office a deputy signs for."""
    roster = chain.roster_of(statement)
    return [roster.by_person[person].user for person in sorted(roster.holders(office))]


def _standing_in(statement: Statement, step: ApprovalStep, actor: User) -> StandIn:
    """By whose word the actor signs; a revocation at this very moment goes first or waits."""
    found = chain.stand_in(step, actor, statement)
    if found and found.delegation_id:
        held = Delegation.objects.active().select_for_update(of=("self",))
        found = found if held.filter(pk=found.delegation_id).exists() else None
    if found is None:
        raise Forbidden(_("You no longer stand in for this office."))
    return found


def remember(
    statement: Statement,
    step: ApprovalStep,
    actor: User,
    verdict: str,
    comment: str,
    suggestion: str = "",
) -> Approval:
    """Write down what the person said about exactly this text, and for whom."""
    own = chain.signs_for_oneself(step, actor, statement)
    found = None if own else _standing_in(statement, step, actor)
    forget_steps(statement)
    return Approval.objects.create(
        step=step,
        version=statement.version,
        digest=statement.version.digest,
        by=actor,
        verdict=verdict,
        comment=comment.strip(),
        suggestion=suggestion.strip(),
        for_whom=found.giver if found else None,
        stood_in_for=found.office if found else "",
        stood_in_until=found.until if found else None,
    )
