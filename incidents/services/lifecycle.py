"""Every change of state of a case: lock, take, write, record, tell (handbook F2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.errors import Blocked, Refusal
from crisisdesk.kernel.rights import require
from crisisdesk.kernel.state import lock, take
from incidents import ports
from incidents.enums import ClockKind, ProposalKind
from incidents.models import Incident, Proposal, Review
from incidents.services import clocks, legal, paging, plan, speaking, steps, tasks
from incidents.services.merging import check_target, move_work
from incidents.services.owing import need, stand_in
from incidents.telling import comms_heads, crew, responders, tell_team
from incidents.timeline import record
from incidents.verbs import Verb
from playbooks.enums import Moment

if TYPE_CHECKING:
    from teams.models import User


def _done(incident: Incident, actor: User, topic: str, **facts: Any) -> Incident:
    """Tell the crew and the comms head; whoever did it knows."""
    people = {person.pk: person for person in [*crew(incident), *comms_heads(incident)]}
    people.pop(actor.pk, None)
    tell_team(
        incident,
        topic,
        people.values(),
        key=f"{topic}:{incident.pk}:{incident.last_seq}",
        **facts,
    )
    return incident


@transaction.atomic
def start_verification(incident: Incident, *, actor: User, reason: str = "") -> Incident:
    """Begin to establish what is true: pins the playbook, posts questions, starts clocks."""
    incident = lock(incident)
    take(incident.start_verification, actor)
    stand_in(incident, actor, reason)
    incident.save(update_fields=["status", "triaged_at"])
    clocks.meet(incident, ClockKind.ASSESSMENT)
    paging.note_acknowledged(incident)
    record(
        incident,
        Verb.VERIFICATION_STARTED,
        actor,
        words=reason,
        playbook=plan.label(incident),
        kind=incident.kind,
    )
    plan.unroll(incident, actor=actor)
    speaking.owe(incident)
    tasks.witness(incident, "open_incident", "score_and_name_lead", actor=actor)
    paging.taken_on(incident, actor)
    ports.announce("verifying", incident=incident, actor=actor)
    return _done(incident, actor, "incidents.verifying")


@transaction.atomic
def acknowledge(incident: Incident, *, actor: User) -> Incident:
    """Say "I have it": stops the acknowledging clock."""
    require(actor, "incidents.work", incident)
    incident = lock(incident)
    if incident.acknowledged_at is not None:
        raise Blocked([Refusal("acknowledged", _("Someone has already acknowledged this case."))])
    paging.note_acknowledged(incident)
    record(incident, Verb.ACKNOWLEDGED, actor)
    paging.taken_on(incident, actor)
    return incident


@transaction.atomic
def respond(
    incident: Incident, *, actor: User, before_verification: str = "", reason: str = ""
) -> Incident:
    """Go over to responding; `before_verification` says why open questions do not wait."""
    incident = lock(incident)
    if before_verification.strip():
        incident.unverified_reason = before_verification.strip()
    take(incident.respond, actor)
    stand_in(incident, actor, reason)
    if not incident.unverified_reason:
        incident.verified_at = incident.verified_at or now()
    incident.save(
        update_fields=[
            "status",
            "responded_at",
            "response_began_at",
            "unverified_reason",
            "verified_at",
        ]
    )
    record(
        incident,
        Verb.RESPONSE_STARTED,
        actor,
        words=incident.unverified_reason or reason,
        before_verification=bool(incident.unverified_reason),
    )
    ports.announce("responding", incident=incident, actor=actor)
    return _done(incident, actor, "incidents.responding")


@transaction.atomic
def reverify(incident: Incident, *, actor: User, reason: str) -> Incident:
    """A new fact contradicts what we said: back to verifying."""
    need("reason", reason, _("Say which new fact contradicts the picture."))
    incident = lock(incident)
    take(incident.reverify, actor)
    incident.save(update_fields=["status", "unverified_reason"])
    record(incident, Verb.REVERIFICATION_STARTED, actor, words=reason)
    ports.announce("reverifying", incident=incident, actor=actor)
    return _done(incident, actor, "incidents.reverifying")


@transaction.atomic
def contain(
    incident: Incident, *, actor: User, silent_source: str = "", reason: str = ""
) -> Incident:
    """The wave is over; `silent_source` says why a source without data does not worry us."""
    incident = lock(incident)
    if silent_source.strip():
        incident.silent_source_reason = silent_source.strip()
    take(incident.contain, actor)
    stand_in(incident, actor, reason, "contain")
    incident.save(update_fields=["status", "contained_at", "silent_source_reason"])
    steps.happened(incident, Moment.CONTAINED, now())
    record(incident, Verb.CONTAINED, actor, words=incident.silent_source_reason or reason)
    return _done(incident, actor, "incidents.contained")


@transaction.atomic
def relapse(incident: Incident, *, actor: User, reason: str) -> Incident:
    """A new wave: back to responding."""
    need("reason", reason, _("Say what flared up again."))
    incident = lock(incident)
    take(incident.relapse, actor)
    incident.save(update_fields=["status", "relapses", "response_began_at"])
    record(incident, Verb.RELAPSED, actor, words=reason, count=incident.relapses)
    return _done(incident, actor, "incidents.relapsed")


@transaction.atomic
def resolve(
    incident: Incident, *, actor: User, reason: str = "", no_closing_statement: str = ""
) -> Incident:
    """Remedy, promises and legal deadlines are settled. Straight from `detected`: with a reason."""
    incident = lock(incident)
    if no_closing_statement.strip():
        incident.no_closing_reason = no_closing_statement.strip()
    early = incident.status == "detected"
    take(incident.resolve, actor)
    if early:
        need("reason", reason, _("Say why this needs no further handling."))
    stand_in(incident, actor, reason, "resolve")
    incident.save(update_fields=["status", "resolved_at", "no_closing_reason"])
    _leave_open(incident, actor)
    clocks.start(incident, ClockKind.HOT_WASH, ClockKind.REVIEW)
    steps.happened(incident, Moment.RESOLVED, now())
    record(incident, Verb.RESOLVED, actor, words=reason or incident.no_closing_reason)
    return _done(incident, actor, "incidents.resolved")


def _leave_open(incident: Incident, actor: User) -> None:
    clocks.stop_all(incident)
    incident.assignments.filter(ended_at=None).exclude(role="lead").update(ended_at=now())
    ports.announce("left_open", incident=incident, actor=actor)


@transaction.atomic
def begin_post_mortem(incident: Incident, *, actor: User, reason: str = "") -> Incident:
    """Open the review of this round; the log takes notes only from here on."""
    incident = lock(incident)
    take(incident.begin_post_mortem, actor)
    stand_in(incident, actor, reason)
    incident.save(update_fields=["status"])
    clocks.meet(incident, ClockKind.HOT_WASH)
    Review.objects.get_or_create(incident=incident, round=incident.round)
    record(incident, Verb.POST_MORTEM_BEGUN, actor, words=reason)
    return _done(incident, actor, "incidents.post_mortem")


@transaction.atomic
def close(incident: Incident, *, actor: User, reason: str = "") -> Incident:
    """The review is whole: the case is closed. Above watch it takes the reviewer."""
    incident = lock(incident)
    early = incident.status == "resolved"
    take(incident.close, actor)
    if early:
        stand_in(incident, actor, reason)
    incident.save(update_fields=["status", "closed_at"])
    clocks.meet(incident, ClockKind.REVIEW)
    clocks.stop_all(incident)
    record(incident, Verb.CLOSED, actor, words=reason)
    ports.announce("closed", incident=incident, actor=actor)
    return _done(incident, actor, "incidents.closed")


@transaction.atomic
def mark_false_alarm(incident: Incident, *, actor: User, reason: str) -> Incident:
    """It was nothing; from "high" on another person has said so before."""
    need("reason", reason, _("Say why this is a false alarm."))
    incident = lock(incident)
    take(incident.mark_false_alarm, actor)
    incident.save(update_fields=["status", "resolved_at"])
    _leave_open(incident, actor)
    record(incident, Verb.MARKED_FALSE_ALARM, actor, words=reason)
    return _done(incident, actor, "incidents.false_alarm")


@transaction.atomic
def merge(incident: Incident, target: Incident, *, actor: User, reason: str = "") -> Incident:
    """Fold a case into another open one; mentions, tasks, drafts and promises move."""
    if incident.pk == target.pk:
        raise ValidationError({"target": _("A case cannot be merged into itself.")})
    # Two merges in opposite directions lock in the same order and so cannot block each other.
    first, second = sorted([incident, target], key=lambda case: case.pk)
    held = {case.pk: case for case in (lock(first), lock(second))}
    incident, target = held[incident.pk], held[target.pk]
    if incident.brand_id != target.brand_id or incident.is_drill != target.is_drill:
        raise ValidationError(
            {"target": _("Both cases must belong to the same brand, and both be real or drills.")}
        )
    check_target(incident, target, actor)
    take(incident.merge, actor, target=target)
    stand_in(incident, actor, reason)
    incident.save(update_fields=["status", "merged_into"])
    move_work(incident, target)
    legal.move(incident, target)
    clocks.stop_all(incident)
    ports.announce("merged", incident=incident, target=target, actor=actor)
    record(incident, Verb.MERGED, actor, words=reason, target=target.reference)
    record(target, Verb.MERGED_IN, actor, words=reason, other=incident.reference)
    return _done(incident, actor, "incidents.merged", target=target.reference)


@transaction.atomic
def reopen(incident: Incident, *, actor: User, reason: str, evidence: str = "") -> Incident:
    """A new round; old timestamps stay. A comms member proposes, lead or manager acts."""
    need("reason", reason, _("Say what is new."))
    incident = lock(incident)
    proposed = incident.proposals.filter(kind=ProposalKind.REOPEN, round=incident.round)
    if not evidence.strip() and not proposed.exists():
        raise ValidationError(
            {"evidence": _("Name the new evidence: a link or what was seen.")}, code="required"
        )
    take(incident.reopen, actor)
    incident.save(
        update_fields=[
            "status",
            "round",
            "round_started_at",
            "moments",
            "response_began_at",
            "peak_severity",
            "unverified_reason",
            "silent_source_reason",
            "no_closing_reason",
            "remedy_done",
        ]
    )
    # Hot wash and review of the round before are no longer owed.
    clocks.stop_all(incident)
    plan.unroll(incident, actor=actor)
    clocks.start(incident, *clocks.OF_A_ROUND)
    record(
        incident, Verb.REOPENED, actor, words=f"{reason}\n{evidence}".strip(), round=incident.round
    )
    woken = paging.woken(paging.wake(incident, actor=actor))
    ports.announce("verifying", incident=incident, actor=actor)
    return _done(incident, actor, "incidents.reopened", woken=woken)


@transaction.atomic
def propose(incident: Incident, kind: str, *, actor: User, reason: str) -> Proposal:
    """Propose reopening or calling it a false alarm; lead or manager then acts."""
    require(actor, "incidents.propose", incident)
    need("reason", reason, _("Give the reason."))
    incident = lock(incident)
    made = Proposal.objects.create(
        incident=incident,
        kind=ProposalKind(kind),
        reason=reason.strip(),
        round=incident.round,
        by=actor,
    )
    record(incident, Verb.PROPOSED, actor, words=reason, proposal=made.kind)
    people = [incident.lead] if incident.lead else responders(incident)
    tell_team(incident, "incidents.proposed", people, key=f"proposed:{made.pk}", proposal=made.kind)
    return made
