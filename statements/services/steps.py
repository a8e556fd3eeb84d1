"""Steps of an approval: laid out, opened in their order, added when the case grows worse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crisisdesk.kernel.clock import now
from playbooks import timers
from statements import chain
from statements.enums import StepState
from statements.models import ApprovalStep
from statements.services.common import forget_steps, know_steps, tell_about
from teams.models import User

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from playbooks.chains import ChainStep
    from statements.models import Statement


def lay(statement: Statement, wanted: Iterable[ChainStep]) -> None:
    """Write down the signatures that are asked for, bound to the text as it is."""
    version = statement.version
    forget_steps(statement)
    ApprovalStep.objects.bulk_create(
        ApprovalStep(
            statement=statement,
            version=version,
            digest=version.digest,
            order=step.order,
            mode=step.mode,
            holders=list(step.holders),
            backups=list(step.backups),
        )
        for step in wanted
    )


def open_next(statement: Statement) -> bool:
    """Open the steps whose turn it is: the lowest order that still waits, all side by side.

    Says whether any step waits at all.
    """
    know_steps(statement)
    waiting = [step for step in statement.steps.all() if step.state == StepState.WAITING]
    turn = min((step.order for step in waiting), default=0)
    fresh = [step for step in waiting if step.order <= turn and step.opened_at is None]
    found = chain.holders_by_office(statement) if fresh else {}
    for step in fresh:
        _open(statement, step, found)
    forget_steps(statement)
    return bool(waiting)


def _open(statement: Statement, step: ApprovalStep, found: dict[str, set[int]]) -> None:
    case = statement.incident
    step.opened_at = now()
    step.due_at = timers.due_at(statement.brand_id, "approval_step", case.severity, step.opened_at)
    gone = statement.hands | chain.signers(statement)
    offices = list(step.holders)
    if not chain.people_of(step.holders, found, gone):
        # Nobody to wait for: the backup may act at once.
        step.passed_on_at = step.opened_at
        offices += step.backups
    people = chain.asked(statement, offices, found)
    step.save(update_fields=["opened_at", "due_at", "passed_on_at"])
    tell_signers(statement, step, people, "approval_wanted", key=f"step{step.pk}")


def tell_signers(
    statement: Statement, step: ApprovalStep, people: Iterable[int], topic: str, *, key: str
) -> None:
    """Tell some people about a step that concerns them."""
    tell_about(
        statement,
        topic,
        User.objects.filter(pk__in=list(people)),
        key=key,
        step=step.holders,
        due=step.due_at.isoformat() if step.due_at else "",
    )


def add_missing(statement: Statement) -> int:
    """After the severity rose: the signatures that the longer chain asks for besides."""
    present = [step for step in statement.steps.all() if step.state != StepState.VOID]
    found = chain.holders_by_office(statement)
    asked = chain.wanted(statement)
    missing = _uncovered(asked, present, found)
    offices = {holder for step in missing for holder in step.holders}
    for step in present:
        if step.state == StepState.WAITING and _implied(step, offices, asked):
            step.state = StepState.VOID
            step.save(update_fields=["state"])
    lay(statement, missing)
    open_next(statement)
    return len(missing)


def _uncovered(
    asked: Sequence[ChainStep], present: Sequence[ApprovalStep], found: dict[str, set[int]]
) -> list[ChainStep]:
    """Steps of the longer chain that no present one stands for; each stands for one at most."""
    free = list(present)
    missing = []
    for step in asked:
        match = next((other for other in free if _stands_for(other, step, found)), None)
        if match is None:
            missing.append(step)
        else:
            free.remove(match)
    return missing


def _stands_for(other: ApprovalStep, step: ChainStep, found: dict[str, set[int]]) -> bool:
    """The same office is asked already, or whoever signed holds the new one as well."""
    if set(other.holders) == set(step.holders):
        return True
    if other.state != StepState.APPROVED:
        return False
    able = chain.people_of(step.holders, found, set())
    return any(row.by_id in able for row in other.approvals.all())


def _implied(step: ApprovalStep, offices: set[str], asked: Sequence[ChainStep]) -> bool:
    """A new step's holder holds this office as well, and the longer chain does not ask for it."""
    if any(set(step.holders) == set(other.holders) for other in asked):
        return False
    return all(chain.IMPLIED.get(holder) in offices for holder in step.holders)
