"""What the case keeps of the words that left the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crisisdesk.kernel.vocabulary import StatementKind
from incidents.enums import ClockKind
from incidents.services import clocks, steps
from playbooks.enums import Moment

if TYPE_CHECKING:
    from datetime import datetime

    from incidents.models import Incident


def owe(incident: Incident) -> None:
    """The first words are owed from the opening on; some were said before we came to verify."""
    clocks.start(incident, ClockKind.HOLDING, ClockKind.INTERNAL_BRIEF, at=incident.opened_at)
    if incident.first_holding_at:
        clocks.meet(incident, ClockKind.HOLDING, at=incident.first_holding_at)
    if incident.briefed_at:
        clocks.meet(incident, ClockKind.INTERNAL_BRIEF, at=incident.briefed_at)


def public_word(incident: Incident, kind: str, at: datetime) -> None:
    """We have spoken in public; the caller holds the case's lock. First moments are never moved."""
    incident.last_public_at = at
    if kind == StatementKind.HOLDING:
        incident.first_holding_at = incident.first_holding_at or at
    if kind == StatementKind.FULL:
        incident.first_full_at = incident.first_full_at or at
    incident.save(update_fields=["last_public_at", "first_holding_at", "first_full_at"])
    clocks.meet(incident, ClockKind.HOLDING, ClockKind.NEXT_UPDATE, at=at)
    steps.happened(incident, Moment.FIRST_STATEMENT, at)


def briefed(incident: Incident, at: datetime) -> None:
    """Our own people have been told; the caller holds the case's lock."""
    incident.briefed_at = incident.briefed_at or at
    incident.save(update_fields=["briefed_at"])
    clocks.meet(incident, ClockKind.INTERNAL_BRIEF, at=at)
    steps.happened(incident, Moment.FIRST_BRIEF, at)
