"""Why a case may not move yet: one sentence each (handbook F2, contract section 6)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.errors import Refusal
from crisisdesk.kernel.state import Guard, Guards
from crisisdesk.kernel.vocabulary import Severity, rank
from incidents import ports
from incidents.enums import Answer, DecisionKind, FactStatus, ProposalKind, TaskStatus

if TYPE_CHECKING:
    from datetime import datetime

    from incidents.models import Incident

scored = Guard(
    lambda case: case.is_scored and case.severity is not None,
    "not_scored",
    _("Score the severity on all five axes first."),
)
typed = Guard(
    lambda case: bool(case.kind or case.no_playbook_reason),
    "no_type",
    _("Choose the type of crisis first."),
)
has_lead = Guard(
    lambda case: case.lead_id is not None, "no_lead", _("Name an incident lead first.")
)
playbook_chosen = Guard(
    lambda case: bool(case.playbook_version_id or case.no_playbook_reason),
    "no_playbook",
    _("Choose a playbook, or write down why none fits."),
)
watch_level = Guard(
    lambda case: case.severity == Severity.WATCH,
    "above_watch",
    _("Only a case of the level “watch” may be resolved straight away."),
)
never_above_watch = Guard(
    lambda case: rank(case.peak_severity) == 0,
    "review_required",
    _("This case was above “watch”: hold the review before closing it."),
)
has_evidence = Guard(
    lambda case: case.evidence.exists() or bool(case.source_url),
    "no_evidence",
    _("Add the evidence that shows it is a false alarm."),
)
remedy_settled = Guard(
    lambda case: (
        bool(case.remedy) and (case.remedy_done or bool(case.remedy_owner_id and case.remedy_due))
    ),
    "remedy_open",
    _("Write down the remedy: done, or with an owner and a date."),
)


def _second_word(case: Any) -> list[Refusal]:
    if rank(case.severity) < Severity.HIGH.rank:
        return []
    others = case.proposals.filter(kind=ProposalKind.FALSE_ALARM, round=case.round)
    actor = getattr(case, "acting", None)
    if actor is not None:
        others = others.exclude(by=actor)
    if others.exists():
        return []
    sentence = _("From “high” on, a second person must also call it a false alarm.")
    return [Refusal("second_person", sentence)]


second_word_for_false_alarm = Guards(_second_word)


def _questions(case: Any) -> list[Refusal]:
    if case.unverified_reason:
        return []
    count = case.questions.filter(critical=True, answer=Answer.OPEN).count()
    if not count:
        return []
    sentence = ngettext(
        "%(count)s critical question is still open; answer it, or record why you respond first.",
        "%(count)s critical questions are still open; answer them, or record why you respond "
        "first.",
        count,
    ) % {"count": count}
    return [Refusal("critical_questions", sentence)]


critical_questions_settled = Guards(_questions)


def _contradiction(case: Any) -> bool:
    from incidents.models import FactRevision  # noqa: PLC0415 -- models import guards

    since = case.response_began_at or case.round_started_at
    changed = FactRevision.objects.filter(fact__incident=case, at__gt=since)
    return changed.filter(Q(number__gt=1) | Q(status=FactStatus.REFUTED)).exists()


new_contradiction = Guard(
    _contradiction,
    "no_new_fact",
    _("Going back to verifying needs a fact that changed since the response began."),
)


def _spoken(case: Any) -> bool:
    if case.last_public_at and case.last_public_at >= case.round_started_at:
        return True
    return case.decisions.filter(kind=DecisionKind.NO_STATEMENT, round=case.round).exists()


spoken_or_decided = Guard(
    _spoken,
    "nothing_said",
    _("Publish a statement, or record the decision “no statement yet” with its reason."),
)


def quiet_until(case: Incident) -> datetime | None:
    """The end of the quiet window: the last spike plus the brand's window; None without spike."""
    from playbooks.timers import QUIET_WINDOW, due_at  # noqa: PLC0415 -- models import guards

    if case.last_spike_at is None:
        return None
    if (length := case.brand.quiet_minutes) is not None:
        return case.last_spike_at + timedelta(minutes=length)
    until = due_at(case.brand_id, QUIET_WINDOW, case.severity, case.last_spike_at)
    return until or case.last_spike_at


def _quiet(case: Any) -> list[Refusal]:
    until = quiet_until(case)
    if until is None or until <= now():
        return []
    left = -(-int((until - now()).total_seconds()) // 60)
    sentence = ngettext(
        "Not quiet yet: wait %(count)s more minute without a new spike.",
        "Not quiet yet: wait %(count)s more minutes without a new spike.",
        left,
    ) % {"count": left}
    return [Refusal("not_quiet", sentence)]


quiet = Guards(_quiet)


def _critical_tasks(case: Any) -> list[Refusal]:
    """Open ones; and those waiting for an answer that the case itself must have.

    A step that does not apply holds up nothing. One that waits for a question of lesser weight does
    not either: nobody would have to answer that question before containing.
    """
    asked = case.questions.filter(critical=True, key=OuterRef("condition"))
    waits = Q(status=TaskStatus.WAITING) & Exists(asked)
    found = case.tasks.filter(critical=True).aggregate(
        open=Count("pk", filter=Q(status=TaskStatus.OPEN)), waiting=Count("pk", filter=waits)
    )
    refusals = []
    if count := found["open"]:
        sentence = ngettext(
            "%(count)s critical task is still open.",
            "%(count)s critical tasks are still open.",
            count,
        ) % {"count": count}
        refusals.append(Refusal("critical_tasks", sentence))
    if count := found["waiting"]:
        sentence = ngettext(
            "%(count)s critical task waits for the answer to a critical question.",
            "%(count)s critical tasks wait for the answers to critical questions.",
            count,
        ) % {"count": count}
        refusals.append(Refusal("critical_steps_wait", sentence))
    return refusals


no_open_critical_task = Guards(_critical_tasks)


def _legal_clocks(case: Any) -> list[Refusal]:
    """Only a confirmed clock with hours blocks; any other merely warns (contract 6.12)."""
    waiting = case.legal_clocks.filter(
        met_at=None, waived_at=None, verified_by__isnull=False, hours__isnull=False
    )
    return [
        Refusal(
            "legal_clock",
            _("Legal deadline “%(name)s” is neither met nor waived.")
            % {"name": run.in_language("name")},
        )
        for run in waiting
    ]


legal_clocks_settled = Guards(_legal_clocks)


def _review(case: Any) -> Any:
    return case.reviews.filter(round=case.round).first()


def _written(case: Any) -> bool:
    review = _review(case)
    return bool(review and review.reviewer_id and review.summary and review.public_view)


review_written = Guard(
    _written,
    "review_incomplete",
    _("The review needs a reviewer, a summary and what the public saw."),
)


def _lessons(case: Any) -> list[Refusal]:
    review = _review(case)
    lessons = list(review.lessons.all()) if review else []
    if not lessons:
        return [Refusal("no_lessons", _("Write down at least one lesson."))]
    count = sum(1 for lesson in lessons if not lesson.outcome)
    if not count:
        return []
    sentence = ngettext(
        "%(count)s lesson has no outcome yet.", "%(count)s lessons have no outcome yet.", count
    ) % {"count": count}
    return [Refusal("lesson_open", sentence)]


lessons_settled = Guards(_lessons)


def _owned(case: Any) -> bool:
    review = _review(case)
    return (
        not review
        or not review.action_items.filter(Q(owner=None) | Q(due_on=None), done_at=None).exists()
    )


action_items_owned = Guard(
    _owned, "action_item_unowned", _("Every action item needs an owner and a date.")
)
review_signed = Guard(
    lambda case: bool((found := _review(case)) and found.signed_at),
    "review_unsigned",
    _("The reviewer has not signed the review."),
)


def _independent(case: Any) -> bool:
    """Nobody judges a round that they led, be it for a part of it only (contract 6.10)."""
    review = _review(case)
    if review is None or review.reviewer_id is None:
        return True
    led = case.assignments.filter(role="lead", user=review.reviewer_id).filter(
        Q(ended_at=None) | Q(ended_at__gt=case.round_started_at)
    )
    return case.lead_id != review.reviewer_id and not led.exists()


reviewer_independent = Guard(
    _independent,
    "reviewer_led",
    _("The reviewer has led this round: name somebody else."),
)


def plugged_in(name: str) -> Guards:
    """The reasons of upper rooms (`incidents.ports`)."""
    return Guards(lambda case: ports.objections(name, case))
