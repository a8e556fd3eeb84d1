"""People, brands, memberships, duty, notices in the desk and what programs hold."""

from teams.models.brands import Brand, Membership, Team
from teams.models.duty import DutyShift
from teams.models.load import ExposureDay, LoadRules, PulseAnswer, PulseWeek, Stretch, ViewingChoice
from teams.models.notices import Notice
from teams.models.paging import (
    AuditFinding,
    EscalationPolicy,
    Page,
    PageAct,
    PageCall,
    PageEvent,
    PageState,
    PageStep,
    PolicyStep,
    PolicyTarget,
    StepKind,
    StepState,
    TargetKind,
)
from teams.models.people import Role, Theme, Title, User, lower_email
from teams.models.programs import ApiToken, KeptAnswer, Webhook

__all__ = [
    "ApiToken",
    "AuditFinding",
    "Brand",
    "DutyShift",
    "EscalationPolicy",
    "ExposureDay",
    "KeptAnswer",
    "LoadRules",
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
    "PulseAnswer",
    "PulseWeek",
    "Role",
    "StepKind",
    "StepState",
    "Stretch",
    "TargetKind",
    "Team",
    "Theme",
    "Title",
    "User",
    "ViewingChoice",
    "Webhook",
    "lower_email",
]
