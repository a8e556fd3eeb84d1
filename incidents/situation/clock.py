"""The clock of the situation report: when the next one is due, and that one was given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from incidents.services import clocks
from playbooks.timers import due_at

if TYPE_CHECKING:
    from datetime import datetime

    from incidents.models import Incident

KEY = "situation_report"


def next_due(incident: Incident, at: datetime) -> datetime | None:
    """When the report after one of that moment is due; None where the level asks for none."""
    return due_at(incident.brand_id, KEY, incident.severity, at)


def reported(incident: Incident, at: datetime) -> None:
    """A report went out, or it was decided that none is due: the recurring clock begins anew."""
    if (begin_anew := getattr(clocks, "reported", None)) is not None:
        begin_anew(incident, at)
