"""What the clock does to words: reminds, hands over, publishes at a set hour, expires, records.

Never approves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.sweeping import each
from incidents.telling import comms_heads
from incidents.verbs import Verb
from playbooks.enums import Office
from statements import chain
from statements.enums import PromiseState, State, StepState
from statements.models import ApprovalStep, Promise, Statement
from statements.selectors.state import valid_until
from statements.services import (
    emergency,
    enquiry_sweeping,
    lanes,
    outlets,
    press_import,
    press_mail,
    promises,
    review,
    scheduling,
    working,
)
from statements.services.common import hold, line
from statements.services.steps import tell_signers
from teams.automation import automation

if TYPE_CHECKING:
    from collections.abc import Callable

    from incidents.verbs import Verb as VerbType


def sweep() -> int:
    """Everything that is due now; safe to run twice and at the same time."""
    parts = (
        lanes.sweep,
        _steps,
        _planned,
        _expiries,
        _promises,
        _emergencies,
        outlets.sweep,
        press_mail.settle,
        press_import.sweep,
        working.clear_forgotten,
        enquiry_sweeping.sweep,
    )
    return each(parts, _run)


def _run(part: Callable[[], int]) -> int:
    return part()


def _steps() -> int:
    open_steps = ApprovalStep.objects.filter(
        state=StepState.WAITING,
        opened_at__isnull=False,
        due_at__isnull=False,
        overdue_at=None,
        statement__status=State.IN_REVIEW,
    ).select_related("statement__incident")
    return each(open_steps, lambda step: _step(step) if step.share(0.5) else 0)


@transaction.atomic
def _step(step: ApprovalStep) -> int:
    statement = hold(step.statement)
    fresh = ApprovalStep.objects.select_for_update(of=("self",)).get(pk=step.pk)
    if not fresh.is_open or statement.status != State.IN_REVIEW:
        return 0
    fresh.statement = statement
    return sum(
        _pass_mark(fresh, field, part, act)
        for field, part, act in (
            ("reminded_at", 0.5, _remind),
            ("passed_on_at", 1, _pass_on),
            ("overdue_at", 1.5, _complain),
        )
    )


def _pass_mark(
    step: ApprovalStep, field: str, part: float, act: Callable[[Statement, ApprovalStep], None]
) -> int:
    if getattr(step, field) is not None or not step.share(part):
        return 0
    setattr(step, field, now())
    step.save(update_fields=[field])
    act(step.statement, step)
    return 1


def _line(statement: Statement, verb: VerbType, step: ApprovalStep) -> None:
    line(statement, verb, automation(), step="/".join(step.holders))


def _people(statement: Statement, step: ApprovalStep, offices: list[str]) -> set[int]:
    return chain.asked(statement, offices, chain.holders_by_office(statement))


def _remind(statement: Statement, step: ApprovalStep) -> None:
    _line(statement, Verb.APPROVAL_REMINDED, step)
    people = _people(statement, step, step.holders)
    tell_signers(statement, step, people, "approval_reminder", key=f"remind{step.pk}")


def _pass_on(statement: Statement, step: ApprovalStep) -> None:
    _line(statement, Verb.APPROVAL_PASSED_ON, step)
    people = _people(statement, step, step.backups)
    tell_signers(statement, step, people, "approval_passed_on", key=f"pass{step.pk}")


def _complain(statement: Statement, step: ApprovalStep) -> None:
    _line(statement, Verb.APPROVAL_OVERDUE, step)
    heads = {person.pk for person in comms_heads(statement.incident)}
    # A head who is away is no help: whoever stands in hears of it too.
    heads |= {row.person.pk for row in chain.stand_ins(statement, [Office.COMMS_HEAD])}
    tell_signers(statement, step, heads, "approval_overdue", key=f"late{step.pk}")


def _planned() -> int:
    return scheduling.publish_due()


def _expiries() -> int:
    approved = Statement.objects.filter(status=State.APPROVED).select_related("incident")
    return each(approved, lambda words: _expire(words.pk) if _too_old(words) else 0)


def _too_old(words: Statement) -> bool:
    until = valid_until(words)
    return until is not None and until <= now()


@transaction.atomic
def _expire(pk: int) -> int:
    words = hold(Statement.objects.select_related("incident").get(pk=pk))
    if words.status != State.APPROVED or not _too_old(words):
        return 0
    review.expire(words, reason="validity")
    return 1


def _promises() -> int:
    late = Promise.objects.filter(
        state=PromiseState.OPEN, overdue_recorded_at=None, due_at__lte=now()
    ).select_related("incident")
    return each(late, promises.record_overdue)


def _emergencies() -> int:
    loose = Statement.objects.filter(
        Q(ratify_due_at__lte=now()), ratified_at=None, unratified_at=None
    ).select_related("incident")
    return each(loose, emergency.record_unratified)
