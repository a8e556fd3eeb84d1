"""Why a text may not be approved, published or spoken in an emergency yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.errors import Refusal
from crisisdesk.kernel.state import Guard, Guards
from crisisdesk.kernel.vocabulary import Severity, StatementKind
from incidents.enums import FactStatus
from playbooks.enums import Lane
from statements.enums import NOTICES, Audience, State, StepState
from statements.guards.submitting import case_open, denial_holds, next_update_ahead, uses

if TYPE_CHECKING:
    from statements.models import Statement


def _viewed(words: Statement) -> bool:
    actor = getattr(words, "acting", None)
    if actor is None or actor.is_automation:
        return True
    return words.version.views.filter(user=actor).exists()


viewed = Guard(_viewed, "not_viewed", _("Open and read exactly this version first."))


def _facts_moved(words: Statement) -> list[Refusal]:
    return [
        Refusal(
            "fact_changed",
            _("A fact that this text uses has changed: “%(fact)s”.")
            % {"fact": use.fact.in_language("text")},
        )
        for use in uses(words)
        if use.fact.status != FactStatus.CONFIRMED or use.reworded
    ]


facts_unchanged = Guards(_facts_moved)
APPROVING = [viewed, facts_unchanged]


def _signed(words: Statement) -> bool:
    """The digest that was approved is that of the text, and every signature stands on it."""
    digest = words.version.digest
    if digest != words.approved_hash or digest != words.version.seal():
        return False
    live = [step for step in words.steps.all() if step.state != StepState.VOID]
    return all(step.state == StepState.APPROVED and step.digest == digest for step in live)


hash_unchanged = Guard(
    _signed,
    "text_changed",
    _("The text has changed since it was approved; send it for approval again."),
)


def _fresh(words: Statement) -> bool:
    from statements.selectors.state import valid_until  # noqa: PLC0415 -- models import guards

    until = valid_until(words)
    return until is not None and until > now()


fresh = Guard(_fresh, "approval_stale", _("The approval is too old; send it for approval again."))


def _briefed(words: Statement) -> bool:
    if words.audience == Audience.INTERNAL:
        return True
    case = words.incident
    if case.brief_waivers.filter(round=case.round).exists():
        return True
    sent = case.statements.said().filter(kind=StatementKind.INTERNAL_BRIEF)
    # A notice may follow long after the case; its round was briefed or waived then.
    since = None if words.kind in NOTICES else case.round_started_at
    return (sent.filter(published_at__gte=since) if since else sent).exists()


brief_done = Guard(
    _briefed,
    "no_brief",
    _("Tell our own people first: send the internal brief, or let the lead waive it."),
)


def _target_said(words: Statement) -> bool:
    if words.kind not in NOTICES:
        return True
    target = words.target
    allowed = (
        (State.PUBLISHED, State.SUPERSEDED)
        if words.corrects_id
        else (State.PUBLISHED, State.CORRECTED, State.SUPERSEDED)
    )
    return target is not None and target.status in allowed


target_said = Guard(
    _target_said,
    "target_moved_on",
    _("The text that this notice is about can no longer be changed that way."),
)
PUBLISHING = [
    case_open,
    hash_unchanged,
    fresh,
    facts_unchanged,
    denial_holds,
    Guards(next_update_ahead),
    brief_done,
    target_said,
]

critical = Guard(
    lambda words: words.incident.severity == Severity.CRITICAL,
    "not_critical",
    _("Only at the level “critical” may a text go out without its approval."),
)
holding_from_template = Guard(
    lambda words: (
        words.kind == StatementKind.HOLDING
        and words.audience == Audience.PUBLIC
        and _is_fast(words)
    ),
    "not_pre_approved",
    _("Only a holding statement from a pre-approved template may go out without its approval."),
)


def _is_fast(words: Statement) -> bool:
    from statements.fill import lane_of  # noqa: PLC0415 -- models import guards

    return lane_of(words).lane == Lane.FAST


def _unreachable(words: Statement) -> bool:
    waiting = [step for step in words.steps.all() if step.is_open]
    return bool(waiting) and all(step.share(1.5) for step in waiting)


approvers_unreachable = Guard(
    _unreachable,
    "approvers_reachable",
    _("The approvers still have time: wait until every step is past one and a half times it."),
)


def _second_signature(words: Statement) -> bool:
    actor = getattr(words, "acting", None)
    given = words.signatures.filter(digest=words.version.digest)
    return (given.exclude(by=actor) if actor is not None else given).exists()


second_signature = Guard(
    _second_signature,
    "second_signature",
    _("A second member must confirm the emergency publication first."),
)
EMERGENCY_COMMON = [
    case_open,
    critical,
    holding_from_template,
    approvers_unreachable,
    facts_unchanged,
    denial_holds,
    Guards(next_update_ahead),
]
EMERGENCY = [*EMERGENCY_COMMON, second_signature]


def notice_ready(relation: str) -> Guard:
    """A correction or retraction stands ready: approved, or published in this very act."""
    return Guard(
        lambda words: (
            getattr(words, relation).filter(status__in=(State.APPROVED, State.PUBLISHED)).exists()
        ),
        "no_approved_notice",
        _("Write the notice and have it approved first."),
    )
