"""People, brands, memberships, duty, notices in the desk and what programs hold."""

from teams.models.brands import Brand, Membership, Team
from teams.models.crew import CrewCard
from teams.models.days import Holiday, HolidayKind
from teams.models.duty import DutyShift
from teams.models.escalation import EscalationPolicy, PolicyStep, PolicyTarget, TargetKind
from teams.models.first_day import SkippedStep, Step
from teams.models.handovers import Handover, OwnState
from teams.models.load import ExposureDay, LoadRules, PulseAnswer, PulseWeek, Stretch, ViewingChoice
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
from teams.models.reaching import ChannelAccount, ContactMethod, ReachRule
from teams.models.rota import (
    CalendarLink,
    HolidayRule,
    Layer,
    LayerPlace,
    Override,
    Rota,
    Swap,
    SwapState,
    Unit,
)

__all__ = [
    "ApiToken",
    "AuditFinding",
    "Brand",
    "CalendarLink",
    "ChannelAccount",
    "ContactMethod",
    "CrewCard",
    "DutyShift",
    "EscalationPolicy",
    "ExposureDay",
    "Handover",
    "Holiday",
    "HolidayKind",
    "HolidayRule",
    "KeptAnswer",
    "Layer",
    "LayerPlace",
    "LoadRules",
    "Membership",
    "Notice",
    "Override",
    "OwnState",
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
    "ReachRule",
    "Role",
    "Rota",
    "SkippedStep",
    "Step",
    "StepKind",
    "StepState",
    "Stretch",
    "Swap",
    "SwapState",
    "TargetKind",
    "Team",
    "Theme",
    "Title",
    "Unit",
    "User",
    "ViewingChoice",
    "Webhook",
    "lower_email",
]
