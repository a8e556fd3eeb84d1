"""Checks and dossiers of a case, for a viewer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.rights import may
from desk.dossier.choice import SECTIONS, Choice
from incidents.custody_words import sentence
from incidents.enums import DossierPurpose, JobState
from incidents.models import Dossier

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from incidents.models import Incident
    from incidents.models.dossiers import Job
    from teams.models import User

#: Why a job failed.
TROUBLES: dict[str, Any] = {
    "right_lost": _("Whoever asked for it may not take evidence out of this case any more."),
    "too_often": _("It brought its worker down several times; ask whoever runs the desk."),
    "unexpected": _("It failed several times; ask whoever runs the desk."),
}
#: What each reader is for, on the page where one is chosen.
PURPOSES: dict[str, Any] = {
    DossierPurpose.AUTHORITY: _("A report with chronology, facts, evidence and our statements."),
    DossierPurpose.PLATFORM: _("A complaint with the links, the rule they break and what we ask."),
    DossierPurpose.NEWSPAPER: _("A request for a response and a correction under press law."),
    DossierPurpose.BAILIFF: _("A request to record links, with the times at which we saw them."),
    DossierPurpose.OWN: _("Everything, for the file; on request also what privilege covers."),
}
RECENT = 50


def seen_by(viewer: User, incident: Incident) -> QuerySet[Dossier]:
    """Dossiers that the viewer may take; privileged ones only with that right."""
    rows = incident.dossiers.select_related("by", "incident")
    return (
        rows if may(viewer, "incidents.see_privileged", incident) else rows.exclude(privileged=True)
    )


def faults(job: Job, incident: Incident, viewer: User) -> list[str]:
    """What did not hold, in the viewer's language."""
    private = may(viewer, "incidents.see_privileged", incident)
    return [sentence(fault, private=private) for fault in job.faults]


def trouble(job: Job) -> str:
    return str(TROUBLES.get(job.problem, "")) if job.problem else ""


def overview(incident: Incident, viewer: User) -> dict[str, Any]:
    """The page of a case's dossiers."""
    last = incident.evidence_checks.select_related("by").first()
    # Lists of five hundred files each are not what the page shows.
    rows = list(seen_by(viewer, incident).defer("manifest", "choice")[:RECENT])
    running = any(job.state == JobState.MAKING for job in [*rows, *([last] if last else [])])
    return {
        "incident": incident,
        "drill": incident.is_drill,
        "tab": "dossier",
        "count": incident.evidence.count(),
        "check": last,
        "check_faults": faults(last, incident, viewer) if last else [],
        "check_trouble": trouble(last) if last else "",
        "purposes": [
            {"name": name, "label": label, "what": PURPOSES[DossierPurpose(name)]}
            for name, label in DossierPurpose.choices
        ],
        "dossiers": rows,
        "running": running,
    }


def one(dossier: Dossier, viewer: User) -> dict[str, Any]:
    """The page of one dossier."""
    choice = Choice.of(dossier.choice)
    return {
        "incident": dossier.incident,
        "drill": dossier.incident.is_drill,
        "tab": "dossier",
        "dossier": dossier,
        "choice": choice,
        "sections": [SECTIONS[name] for name in choice.sections],
        "faults": faults(dossier, dossier.incident, viewer),
        "trouble": trouble(dossier),
        "downloads": dossier.downloads.select_related("by"),
        "running": dossier.state == JobState.MAKING,
    }
