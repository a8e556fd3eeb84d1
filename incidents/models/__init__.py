"""Rows of the live case."""

from incidents.models.clocks import Clock, LegalClockRun
from incidents.models.curating import Tick
from incidents.models.dossiers import Dossier, DossierDownload, EvidenceCheck
from incidents.models.following import FollowUpPolicy, ItemMove
from incidents.models.incident import Incident
from incidents.models.issuing import ReviewIssue, ReviewReading
from incidents.models.ledger import Claim, Evidence, Fact, FactRevision
from incidents.models.people import Proposal, RoleAssignment
from incidents.models.review import ActionItem, Lesson, Review
from incidents.models.situation import FollowLink, FollowOpening, SituationLetter, SituationReport
from incidents.models.timeline import Note, TimelineEntry
from incidents.models.washing import WashLine, WashVote
from incidents.models.work import Decision, Question, Task

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
    "FollowLink",
    "FollowOpening",
    "FollowUpPolicy",
    "Incident",
    "ItemMove",
    "LegalClockRun",
    "Lesson",
    "Note",
    "Proposal",
    "Question",
    "Review",
    "ReviewIssue",
    "ReviewReading",
    "RoleAssignment",
    "SituationLetter",
    "SituationReport",
    "Task",
    "Tick",
    "TimelineEntry",
    "WashLine",
    "WashVote",
]
