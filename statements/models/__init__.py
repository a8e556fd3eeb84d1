"""Words with legal weight: versions, approvals, publications and promises."""

from statements.models.afterlife import BriefWaiver, Promise, Publication, ReadReceipt
from statements.models.approval import Approval, ApprovalStep, EmergencySignature, Viewed
from statements.models.comment import SentenceComment
from statements.models.machine import TRANSITIONS
from statements.models.statement import Statement
from statements.models.version import FactUse, LintOverride, StatementVersion

__all__ = [
    "TRANSITIONS",
    "Approval",
    "ApprovalStep",
    "BriefWaiver",
    "EmergencySignature",
    "FactUse",
    "LintOverride",
    "Promise",
    "Publication",
    "ReadReceipt",
    "SentenceComment",
    "Statement",
    "StatementVersion",
    "Viewed",
]
