"""People, brands, memberships, duty, notices in the desk and what programs hold."""

from teams.models.brands import Brand, Membership, Team
from teams.models.duty import DutyShift
from teams.models.escalation import EscalationPolicy, PolicyStep, PolicyTarget, TargetKind
from teams.models.notices import Notice
from teams.models.paging import (
    AuditFinding,
    Page,
    PageAct,
    PageCall,
    PageEvent,
    PageState,
    PageStep,
    StepKind,
    StepState,
)
from teams.models.people import Role, Theme, Title, User, lower_email
from teams.models.programs import ApiToken, KeptAnswer, Webhook

__all__ = [
    "ApiToken",
    "AuditFinding",
    "Brand",
    "DutyShift",
    "EscalationPolicy",
    "KeptAnswer",
    "Membership",
    "Notice",
    "Page",
    "PageAct",
    "PageCall",
    "PageEvent",
    "PageState",
    "PageStep",
    "PolicyStep",
    "PolicyTarget",
    "Role",
    "StepKind",
    "StepState",
    "TargetKind",
    "Team",
    "Theme",
    "Title",
    "User",
    "Webhook",
    "lower_email",
]
