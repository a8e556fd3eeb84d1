"""Who hears of a deadline: before it passes those who can act, afterwards all concerned."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from crisisdesk.kernel.clock import iso
from crisisdesk.kernel.vocabulary import IncidentRole, Severity
from incidents.enums import ClockKind, Status
from incidents.telling import comms_heads, crew, responders, tell_team
from incidents.timeline import record
from incidents.verbs import Verb
from teams.automation import automation
from teams.models import User

if TYPE_CHECKING:
    from incidents.models import Clock, Incident

#: Whose work meets a deadline, beside the lead's.
ACTING = {
    ClockKind.INTERNAL_BRIEF: (IncidentRole.INTERNAL_COMMS, IncidentRole.WRITER),
    ClockKind.HOLDING: (IncidentRole.WRITER, IncidentRole.SPOKESPERSON),
    ClockKind.NEXT_UPDATE: (IncidentRole.WRITER, IncidentRole.SPOKESPERSON),
    ClockKind.SITUATION_REPORT: (IncidentRole.SCRIBE, IncidentRole.MONITORING),
}


def able(incident: Incident, kind: str) -> list[User]:
    """Those whose work meets the deadline; where nobody is named, whoever is on duty."""
    if kind == ClockKind.ACKNOWLEDGE and incident.acknowledged_at is None:
        return responders(incident)
    holders = Q(
        assignments__incident=incident,
        assignments__ended_at=None,
        assignments__role__in=ACTING.get(ClockKind(kind), ()),
    )
    if kind == ClockKind.REVIEW:
        holders |= Q(reviews__incident=incident, reviews__round=incident.round)
    found = User.objects.filter(holders | Q(led_incidents=incident), is_active=True).distinct()
    return list(found) or responders(incident)


def nearly_due(clock: Clock, incident: Incident) -> None:
    """Told once, to those who can still meet it."""
    tell_team(
        incident,
        "incidents.clock_warning",
        able(incident, clock.kind),
        key=f"warning:{clock.pk}",
        clock=clock.kind,
        due=iso(clock.due_at),
        severity=incident.severity or Severity.HIGH.value,
    )


def missed(clock: Clock, incident: Incident, *, hard: bool) -> None:
    """A line in the log, and word to the crew, the comms head and those on duty."""
    kind = f"{clock.kind}_hard" if hard else clock.kind
    limit = clock.hard_due_at if hard else clock.due_at
    record(incident, Verb.CLOCK_BREACHED, automation(), clock=kind, due=iso(limit))
    concerned = [*crew(incident), *comms_heads(incident)]
    # After the case has ended nobody on duty is woken for its paperwork.
    if incident.status in Status.open_states:
        concerned += responders(incident)
    people = {person.pk: person for person in concerned}
    tell_team(
        incident,
        "incidents.clock_breached",
        people.values(),
        key=f"breach:{clock.pk}:hard" if hard else f"breach:{clock.pk}",
        clock=kind,
        severity=incident.severity or Severity.HIGH.value,
    )
