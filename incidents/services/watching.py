"""What monitoring tells a case."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.state import lock
from incidents.enums import Status
from incidents.telling import crew, responders, tell_team
from incidents.timeline import record
from incidents.verbs import Verb

if TYPE_CHECKING:
    from datetime import datetime

    from incidents.models import Incident
    from teams.models import User

#: A spike older than this belongs to a replay of the past and disturbs no quiet window.
LIVE = timedelta(hours=6)


@transaction.atomic
def note_spike(incident: Incident, *, actor: User, at: datetime, **evidence: Any) -> Incident:
    """A new spike for this case: the quiet window begins anew; contained suggests a relapse.

    `at` is the event time; people's clocks run from now (contract 6.20).
    """
    incident = lock(incident)
    if incident.status in (Status.CLOSED, Status.MERGED):
        return incident
    if now() - at < LIVE:
        incident.last_spike_at = now()
        incident.save(update_fields=["last_spike_at"])
    record(incident, Verb.SPIKE_SEEN, actor, at=at.isoformat(), evidence=evidence)
    if incident.status == Status.CONTAINED:
        tell_team(
            incident,
            "incidents.relapse_suggested",
            crew(incident) or responders(incident),
            key=f"spike:{incident.pk}:{incident.last_seq}",
        )
    return incident


@transaction.atomic
def mentions_linked(incident: Incident, *, count: int, actor: User) -> None:
    """Say in the log that mentions were attached."""
    incident = lock(incident)
    record(incident, Verb.MENTIONS_LINKED, actor, count=count)


@transaction.atomic
def signal_linked(incident: Incident, *, actor: User, evidence: dict[str, Any]) -> None:
    """Say in the log that a signal was linked to this case."""
    incident = lock(incident)
    record(incident, Verb.SIGNAL_LINKED, actor, evidence=evidence)
