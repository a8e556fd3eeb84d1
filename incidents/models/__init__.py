"""Rows of the live case."""

from incidents.models.dossiers import Dossier, DossierDownload, EvidenceCheck
from incidents.models.incident import Incident
from incidents.models.ledger import Claim, Evidence, Fact, FactRevision
from incidents.models.people import Proposal, RoleAssignment
from incidents.models.review import ActionItem, Lesson, Review
from incidents.models.timeline import Note, TimelineEntry
from incidents.models.work import Clock, Decision, LegalClockRun, Question, Task

__all__ = [
    "ActionItem",
    "Claim",
    "Clock",
    "Decision",
    "Dossier",
    "DossierDownload",
    "Evidence",
    "EvidenceCheck",
    "Fact",
    "FactRevision",
    "Incident",
    "LegalClockRun",
    "Lesson",
    "Note",
    "Proposal",
    "Question",
    "Review",
    "RoleAssignment",
    "Task",
    "TimelineEntry",
]
