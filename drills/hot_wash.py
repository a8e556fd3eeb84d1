"""After the last inject people talk about it, whatever state its case is in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drills.models import Drill

if TYPE_CHECKING:
    from incidents.models import Incident


def drill_is_over(incident: Incident) -> bool:
    """Whether the case belongs to a drill that has ended."""
    if not incident.is_drill:
        return False
    return Drill.objects.filter(incident=incident, ended_at__isnull=False).exists()
