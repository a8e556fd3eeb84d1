"""Deadlines by severity (handbook B3): data in rows, swept when due, never erased.

Whoever meets, stops or recomputes clocks holds the case's lock, and what was missed until then is
written down first: whether the sweep or the act comes earlier makes no difference.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.state import lock
from crisisdesk.kernel.sweeping import each
from incidents.enums import ClockKind
from incidents.models import Clock, Incident
from incidents.services import clock_words
from playbooks import timers

if TYPE_CHECKING:
    from datetime import datetime

    from playbooks.timers import Timers


#: What a round owes that begins with verifying.
OF_A_ROUND = (ClockKind.HOLDING, ClockKind.INTERNAL_BRIEF, ClockKind.SITUATION_REPORT)


def start(incident: Incident, *kinds: ClockKind, at: datetime | None = None) -> None:
    """Start clocks of this round that do not run yet; a level without a limit has no due time."""
    policy = timers.of_level(incident.brand_id, incident.severity)
    begin = at or now()
    Clock.objects.bulk_create(
        [_begun(incident, kind, policy, begin) for kind in kinds], ignore_conflicts=True
    )


def _begun(
    incident: Incident,
    kind: ClockKind,
    policy: Timers,
    begin: datetime,
    cycle: int = 1,
    told: datetime | None = None,
) -> Clock:
    clock = Clock(incident=incident, round=incident.round, kind=kind, cycle=cycle, started_at=begin)
    _compute(clock, incident, policy, told)
    return clock


def _compute(
    clock: Clock, incident: Incident, policy: Timers, told: datetime | None = None
) -> None:
    """The moments of a clock by the case's level, counted from its original start.

    What readers were told goes before where it comes earlier, or where the level has no limit.
    """
    found = policy.deadline(clock.kind, clock.started_at)
    if told and told > clock.started_at and (found.due_at is None or told < found.due_at):
        found = policy.promised(clock.started_at, told)
    clock.computed_at, clock.severity = now(), incident.severity or ""
    clock.minutes, clock.working = found.limit.minutes, found.limit.working
    clock.due_at, clock.warn_at, clock.hard_due_at = found.due_at, found.warn_at, found.hard_due_at


def _told(clock: Clock, incident: Incident) -> datetime | None:
    """When readers were told that the next report comes, if this clock began with one."""
    if clock.kind != ClockKind.SITUATION_REPORT:
        return None
    sent = incident.situation_reports.filter(sent_at=clock.started_at)
    return sent.values_list("next_at", flat=True).first()


def meet(incident: Incident, *kinds: ClockKind, at: datetime | None = None) -> None:
    """The awaited thing happened; what was breached stays breached."""
    moment = at or now()
    settle(incident, moment, *kinds)
    of_round = incident.clocks.running().filter(round=incident.round, kind__in=kinds)
    of_round.update(met_at=moment)


def reported(incident: Incident, at: datetime | None = None, told: datetime | None = None) -> None:
    """A situation report went out: its clock is met, and the next one runs from that moment.

    `told` is when its readers were told to expect the next one. The caller holds the
    case's lock. A case that is not open owes no further report.
    """
    moment = at or now()
    meet(incident, ClockKind.SITUATION_REPORT, at=moment)
    if not incident.is_open:
        return
    of_round = incident.clocks.filter(round=incident.round, kind=ClockKind.SITUATION_REPORT)
    turns = of_round.aggregate(last=Max("cycle"))["last"] or 0
    policy = timers.of_level(incident.brand_id, incident.severity)
    next_one = _begun(incident, ClockKind.SITUATION_REPORT, policy, moment, turns + 1, told)
    next_one.save(force_insert=True)


def stop_all(incident: Incident) -> None:
    """The case left the open states: nobody owes these any more."""
    settle(incident, now())
    incident.clocks.running().update(stopped_at=now())


def recompute(incident: Incident) -> None:
    """New severity: deadlines of running clocks, counted from their original start.

    What was missed by the level until now stays missed (handbook F2); of such a clock only the
    limit at which patience ends is counted anew.
    """
    settle(incident, now())
    policy = timers.of_level(incident.brand_id, incident.severity)
    for clock in incident.clocks.running():
        if clock.breached_at is None:
            _compute(clock, incident, policy, _told(clock, incident))
        elif clock.hard_breached_at is None:
            found = policy.deadline(clock.kind, clock.started_at)
            clock.hard_due_at, clock.computed_at = found.hard_due_at, now()
        clock.save()


def settle(incident: Incident, until: datetime, *kinds: ClockKind) -> int:
    """Write down what was missed before `until`; the caller holds the case's lock."""
    running = incident.clocks.running()
    if kinds:
        running = running.filter(kind__in=kinds)
    return sum(_record(clock, incident, until) for clock in running)


def _record(clock: Clock, incident: Incident, until: datetime) -> int:
    """Breach and end of patience of one clock, each once."""
    count = 0
    for due, breached, hard in (
        ("due_at", "breached_at", False),
        ("hard_due_at", "hard_breached_at", True),
    ):
        limit = getattr(clock, due)
        if limit is None or limit >= until or getattr(clock, breached) is not None:
            continue
        # A limit that rose out of the past was missed when it was set, not before.
        setattr(clock, breached, max(limit, clock.computed_at or limit))
        clock.save(update_fields=[breached])
        clock_words.missed(clock, incident, hard=hard)
        count += 1
    return count


def sweep() -> int:
    """Warn of what is nearly due and record every breach, each once; returns how many."""
    complete()
    moment, running = now(), Clock.objects.running()
    due = running.filter(breached_at=None, due_at__lt=moment)
    hard = running.filter(hard_breached_at=None, hard_due_at__lt=moment)
    soon = running.filter(breached_at=None, warned_at=None, warn_at__lte=moment, due_at__gte=moment)
    rows = {row for found in (due, hard, soon) for row in found.values_list("pk", "incident_id")}
    return each(sorted(rows), lambda row: _look_at(*row))


def complete() -> int:
    """Give clocks that an older desk began their warning and hard limit, each once."""
    older = Clock.objects.running().filter(computed_at=None, hard_breached_at=None)
    cases = older.order_by("incident").values_list("incident_id", flat=True).distinct()
    return each(list(cases), _complete)


@transaction.atomic
def _complete(incident_id: int) -> int:
    """What was owed stays owed at its moment; an open case also gets the clock of its reports."""
    incident = lock(Incident(pk=incident_id))
    policy, moment = timers.of_level(incident.brand_id, incident.severity), now()
    older = list(incident.clocks.running().filter(computed_at=None, hard_breached_at=None))
    for clock in older:
        found = policy.deadline(clock.kind, clock.started_at)
        clock.computed_at = moment
        if found.due_at == clock.due_at:
            clock.minutes, clock.working = found.limit.minutes, found.limit.working
            clock.warn_at, clock.hard_due_at = found.warn_at, found.hard_due_at
        clock.save()
    if older and incident.is_open:
        start(incident, ClockKind.SITUATION_REPORT)
    return len(older)


@transaction.atomic
def _look_at(pk: int, incident_id: int) -> int:
    """One clock, under its case's lock: two sweeps, or a sweep and an act, never both write."""
    incident = lock(Incident(pk=incident_id))
    clock = incident.clocks.running().filter(pk=pk).first()
    if clock is None:
        return 0
    moment = now()
    missed = _record(clock, incident, moment)
    return missed or _warn(clock, incident, moment)


def _warn(clock: Clock, incident: Incident, moment: datetime) -> int:
    if clock.warned_at or clock.breached_at or not clock.warn_at or clock.warn_at > moment:
        return 0
    clock.warned_at = moment
    clock.save(update_fields=["warned_at"])
    clock_words.nearly_due(clock, incident)
    return 1
