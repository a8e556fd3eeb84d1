"""Words with legal weight: versions, approvals, publications and promises."""

from statements.models.afterlife import BriefWaiver, Promise, Publication, ReadReceipt
from statements.models.answers import Answer, AnswerFact, AnswerOverride, AnswerVersion
from statements.models.approval import Approval, ApprovalStep, EmergencySignature, Viewed
from statements.models.attachment import Attachment
from statements.models.binding import SentenceFact, SentenceMark
from statements.models.choice import StrategyChoice
from statements.models.comment import SentenceComment
from statements.models.enquiries import Enquiry, EnquiryEvent
from statements.models.machine import TRANSITIONS
from statements.models.outlets import ChannelText, Mending, PublishingAccount
from statements.models.press import (
    ContactState,
    PressContact,
    PressExport,
    PressGroup,
    PressImport,
    PressLetter,
    PressSuppression,
)
from statements.models.schedule import CrisisHold, Schedule
from statements.models.statement import Statement
from statements.models.version import FactUse, LintOverride, StatementVersion
from statements.models.writing import WorkingCopy, WritingTurn

__all__ = [
    "TRANSITIONS",
    "Answer",
    "AnswerFact",
    "AnswerOverride",
    "AnswerVersion",
    "Approval",
    "ApprovalStep",
    "Attachment",
    "BriefWaiver",
    "ChannelText",
    "ContactState",
    "CrisisHold",
    "EmergencySignature",
    "Enquiry",
    "EnquiryEvent",
    "FactUse",
    "LintOverride",
    "Mending",
    "PressContact",
    "PressExport",
    "PressGroup",
    "PressImport",
    "PressLetter",
    "PressSuppression",
    "Promise",
    "Publication",
    "PublishingAccount",
    "ReadReceipt",
    "Schedule",
    "SentenceComment",
    "SentenceFact",
    "SentenceMark",
    "Statement",
    "StatementVersion",
    "StrategyChoice",
    "Viewed",
    "WorkingCopy",
    "WritingTurn",
]
