"""What monitoring adds to a live case, plugged in through `incidents.ports`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext as _

from crisisdesk.kernel.errors import Refusal
from incidents.services import watching
from monitoring.models import Mention, Signal, Silence

if TYPE_CHECKING:
    from datetime import datetime

    from incidents.models import Incident
    from teams.models import User


def move_with_merge(*, incident: Incident, target: Incident, actor: User) -> None:
    """Mentions and signals go where their case goes (contract 6.18)."""
    Signal.objects.filter(incident=incident).update(incident=target)
    # A merge joins drills with drills (contract 6.18), in one update: the two must agree.
    rehearsed = Signal.everything.filter(drill_case=incident)
    rehearsed.filter(incident=None).update(drill_case=target)
    rehearsed.update(drill_case=target, incident=target)
    if count := Mention.objects.filter(incident=incident).update(incident=target):
        watching.mentions_linked(target, count=count, actor=actor)


def silent_sources(incident: Incident) -> list[Refusal]:
    """A quiet window proves nothing while a source is silent (contract 6.5)."""
    if incident.silent_source_reason:
        return []
    names = sorted(
        Silence.objects.filter(
            Q(ended_at=None) | Q(ended_at__gt=_window_began(incident)),
            source__brand=incident.brand_id,
            source__active=True,
        )
        .values_list("source__name", flat=True)
        .distinct()
    )
    if not names:
        return []
    sentence = _(
        "No data from %(sources)s in the quiet window: the lead must write down why this is calm."
    ) % {"sources": ", ".join(names)}
    return [Refusal("silent_source", sentence)]


def _window_began(incident: Incident) -> datetime:
    """The quiet window begins with the last spike; without one, when the case was opened."""
    return incident.last_spike_at or incident.opened_at
