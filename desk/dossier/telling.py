"""Who hears that a dossier is ready, that one could not be made, or that evidence does not hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from crisisdesk.kernel.rights import may
from incidents.enums import JobState
from incidents.models import Dossier, EvidenceCheck, Incident
from teams import roles
from teams.models import Role
from teams.notify import tell

if TYPE_CHECKING:
    from incidents.models.dossiers import Job
    from teams.models import User


def ready(dossier: Dossier) -> None:
    """Whoever asked, the lead and legal: it is there, and whether its chain holds."""
    _tell(
        dossier, "desk.dossier_ready", "ready", number=dossier.number,
        broken=len(dossier.faults), days=(dossier.keep_until - dossier.finished_at).days,
    )  # fmt: skip


def failed(job: Job) -> None:
    """It was given up."""
    number = job.number if isinstance(job, Dossier) else 0
    _tell(job, "desk.dossier_failed", "failed", number=number)


def checked(check: EvidenceCheck) -> None:
    """Evidence does not hold; the same faults are not told night after night."""
    before = EvidenceCheck.objects.filter(incident=check.incident_id, pk__lt=check.pk)
    last = before.filter(state=JobState.READY).order_by("-pk").first()
    if check.faults and (last is None or last.faults != check.faults):
        _tell(check, "desk.evidence_broken", "broken", broken=len(check.faults))


def _tell(job: Job, topic: str, what: str, **facts: int) -> None:
    """No name of an item goes along, and other systems hear nothing of it."""
    incident = job.incident
    tell(
        _concerned(job, incident),
        topic,
        key=f"{type(job).__name__.lower()}:{job.pk}:{what}",
        subject=incident.reference,
        url=_page(job, incident),
        title=incident.title,
        drill=incident.is_drill,
        **facts,
    )


def _page(job: Job, incident: Incident) -> str:
    if isinstance(job, Dossier):
        return reverse("incidents:dossier", args=[incident.reference, job.number])
    return reverse("incidents:dossiers", args=[incident.reference])


def _concerned(job: Job, incident: Incident) -> list[User]:
    """Whoever asked, the lead and legal, as far as they may take evidence out of the case."""
    lawyers = [] if incident.is_drill else roles.people(incident.brand_id, {Role.LEGAL})
    named = {person.pk: person for person in (job.by, incident.lead, *lawyers) if person}
    return [person for person in named.values() if _may_take(job, incident, person)]


def _may_take(job: Job, incident: Incident, person: User) -> bool:
    private = isinstance(job, Dossier) and job.privileged
    if private and not may(person, "incidents.see_privileged", incident):
        return False
    seen = Incident.objects.visible_to(person).filter(pk=incident.pk).exists()
    return seen and may(person, "incidents.export_dossier", incident)
