"""When the moments of a round came, from which deadlines of steps count."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from playbooks.enums import Moment

if TYPE_CHECKING:
    from incidents.models import Incident


def reached(incident: Incident) -> dict[str, datetime]:
    """The moments of the present round that have come.

    A new round begins anew: it was detected, opened and assessed when it was reopened.
    """
    first = incident.round == 1
    start = incident.round_started_at
    found = {
        Moment.DETECTED: incident.detected_at if first else start,
        Moment.OPENED: incident.opened_at if first else start,
        Moment.ASSESSED: incident.triaged_at if first else start,
    }
    if first:
        found |= _anchors(incident)
    found |= {Moment(name): datetime.fromisoformat(at) for name, at in incident.moments.items()}
    return {moment.value: at for moment, at in found.items() if at}


def _anchors(incident: Incident) -> dict[Moment, datetime | None]:
    """What the case itself keeps of its first round: all there is of cases older than `moments`."""
    spoken = [at for at in (incident.first_holding_at, incident.first_full_at) if at]
    return {
        Moment.FIRST_BRIEF: incident.briefed_at,
        Moment.FIRST_STATEMENT: min(spoken, default=None),
        Moment.CONTAINED: incident.contained_at,
        Moment.RESOLVED: incident.resolved_at,
    }


def note(incident: Incident, moment: Moment, at: datetime) -> None:
    """A moment of the round has come; the first time counts. The caller holds the case's lock."""
    if moment.value not in incident.moments:
        incident.moments = {**incident.moments, moment.value: at.isoformat()}
        incident.save(update_fields=["moments"])
