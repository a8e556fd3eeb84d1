"""Telling the owner of a legal deadline."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from crisisdesk.kernel.clock import iso
from crisisdesk.kernel.vocabulary import IncidentRole
from incidents.telling import comms_heads, responders, tell_team
from teams import roles
from teams.models import Role, User

if TYPE_CHECKING:
    from incidents.models import Incident, LegalClockRun

#: In the order of time.
STAGES = ("", "half", "soon", "due")


def names(run: LegalClockRun) -> dict[str, str]:
    """The deadline in both languages, as the log keeps it."""
    return {"vi": run.name_vi, "en": run.name_en or run.name_vi}


def owners(run: LegalClockRun, incident: Incident) -> list[User]:
    """Who holds its role in the case; for legal else every lawyer of the brand; and the lead."""
    holds = Q(
        assignments__incident=incident,
        assignments__ended_at=None,
        assignments__role=run.owner_role,
    )
    found = list(User.objects.filter(holds, is_active=True).distinct())
    if not found and run.owner_role == IncidentRole.LEGAL:
        found = list(roles.people(incident.brand_id, {Role.LEGAL}))
    lead = [incident.lead] if incident.lead else []
    return [*found, *lead] or responders(incident)


def tell(run: LegalClockRun, incident: Incident, stage: str) -> None:
    """One letter a stage; at the end the head of communications hears it too."""
    people = owners(run, incident)
    if stage == "due":
        people += comms_heads(incident)
    tell_team(
        incident,
        "incidents.legal_clock",
        {person.pk: person for person in people}.values(),
        key=f"legal:{run.pk}:{stage}",
        stage=stage,
        about=names(run),
        due=iso(run.due_at),
        confirmed=run.is_confirmed,
        urgent=stage == "due" and run.is_confirmed,
    )
