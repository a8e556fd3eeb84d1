"""The proposed rung of the spread ladder, noted on a case by a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from crisisdesk.kernel.rights import require
from crisisdesk.kernel.state import lock
from incidents.services import standing
from monitoring.selectors.spread import of_incident

if TYPE_CHECKING:
    from incidents.models import Incident
    from teams.models import User


@transaction.atomic
def accept(incident: Incident, *, actor: User) -> Incident:
    """Note on the case the highest rung that its mentions show, if it is higher than noted."""
    require(actor, "incidents.edit", incident)
    incident = lock(incident)
    proposal = of_incident(incident).proposal
    return standing.set_rung(incident, proposal.key, actor=actor) if proposal else incident
