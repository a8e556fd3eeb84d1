"""Deadlines by severity (handbook B3): data in rows, swept when due, never erased."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.state import lock
from crisisdesk.kernel.sweeping import each
from incidents.enums import ClockKind
from incidents.models import Clock, Incident
from incidents.telling import comms_heads, crew, responders, tell_team
from incidents.timeline import record
from incidents.verbs import Verb
from playbooks.timers import due_at
from teams.automation import automation

if TYPE_CHECKING:
    from datetime import datetime

#: Clocks that begin when the case opens, so that a change of severity counts from there.
FROM_OPENING = (ClockKind.ACKNOWLEDGE, ClockKind.ASSESSMENT)


def start(incident: Incident, *kinds: ClockKind, at: datetime | None = None) -> None:
    """Start clocks of this round that do not run yet; a level without a limit has no due time."""
    begin = at or now()
    Clock.objects.bulk_create(
        [
            Clock(
                incident=incident,
                round=incident.round,
                kind=kind,
                started_at=begin,
                due_at=due_at(incident.brand_id, kind, incident.severity, begin),
            )
            for kind in kinds
        ],
        ignore_conflicts=True,
    )


def meet(incident: Incident, *kinds: ClockKind, at: datetime | None = None) -> None:
    """The awaited thing happened; what was breached stays breached."""
    incident.clocks.filter(round=incident.round, kind__in=kinds, met_at=None).update(
        met_at=at or now()
    )


def stop_all(incident: Incident) -> None:
    """The case left the open states: nobody owes these any more."""
    incident.clocks.filter(met_at=None, stopped_at=None).update(stopped_at=now())


def recompute(incident: Incident) -> None:
    """New severity: deadlines of running clocks, counted from their original start.

    A clock already breached keeps its breach (handbook F2).
    """
    running = incident.clocks.filter(met_at=None, stopped_at=None, breached_at=None)
    for clock in running:
        clock.due_at = due_at(incident.brand_id, clock.kind, incident.severity, clock.started_at)
        clock.save(update_fields=["due_at"])


def sweep() -> int:
    """Record every breach once and tell those concerned; returns how many."""
    due = Clock.objects.filter(
        due_at__lte=now(), met_at=None, stopped_at=None, breached_at=None
    ).values_list("pk", "incident_id")
    return each(list(due), lambda row: _breach(*row))


@transaction.atomic
def _breach(pk: int, incident_id: int) -> int:
    incident = lock(Incident(pk=incident_id))
    clock = Clock.objects.filter(
        pk=pk, met_at=None, stopped_at=None, breached_at=None, due_at__lte=now()
    ).first()
    if clock is None:
        return 0
    clock.breached_at = now()
    clock.save(update_fields=["breached_at"])
    record(incident, Verb.CLOCK_BREACHED, automation(), clock=clock.kind)
    people = {p.pk: p for p in [*crew(incident), *comms_heads(incident), *responders(incident)]}
    tell_team(
        incident,
        "incidents.clock_breached",
        people.values(),
        key=f"breach:{clock.pk}",
        clock=clock.kind,
    )
    return 1
