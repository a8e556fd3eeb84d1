"""Words with legal weight: versions, approvals, publications and promises."""

from statements.models.afterlife import BriefWaiver, Promise, Publication, ReadReceipt
from statements.models.answers import Answer, AnswerFact, AnswerOverride, AnswerVersion
from statements.models.approval import Approval, ApprovalStep, EmergencySignature, Viewed
from statements.models.enquiries import Enquiry, EnquiryEvent
from statements.models.machine import TRANSITIONS
from statements.models.statement import Statement
from statements.models.version import FactUse, LintOverride, StatementVersion

__all__ = [
    "TRANSITIONS",
    "Answer",
    "AnswerFact",
    "AnswerOverride",
    "AnswerVersion",
    "Approval",
    "ApprovalStep",
    "BriefWaiver",
    "EmergencySignature",
    "Enquiry",
    "EnquiryEvent",
    "FactUse",
    "LintOverride",
    "Promise",
    "Publication",
    "ReadReceipt",
    "Statement",
    "StatementVersion",
    "Viewed",
]
