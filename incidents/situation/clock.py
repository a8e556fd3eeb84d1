"""The clock of the situation report: when the next one is due, and that one was given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from incidents.services import clocks
from playbooks.timers import due_at

if TYPE_CHECKING:
    from datetime import datetime

    from incidents.models import Incident, SituationReport

KEY = "situation_report"


def next_due(incident: Incident, at: datetime) -> datetime | None:
    """When the report after one of that moment is due; None where the level asks for none."""
    return due_at(incident.brand_id, KEY, incident.severity, at)


def reported(incident: Incident, at: datetime, told: datetime | None = None) -> None:
    """A report went out, or it was decided that none is due: the recurring clock begins anew.

    `told` is when the readers of the report were told to expect the next one.
    """
    clocks.reported(incident, at, told)


def awaited(incident: Incident, last: SituationReport | None) -> datetime | None:
    """When the next report is due: as the readers of the last one were told, unless it was
    decided since that there is nothing to report; before the first one as the clock says.
    """
    if not incident.is_open:
        return None
    running = incident.clocks.running().filter(round=incident.round, kind=KEY).first()
    if last and last.next_at and (running is None or running.started_at <= last.sent_at):
        return last.next_at
    return running.due_at if running else None
