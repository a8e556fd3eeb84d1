"""People, brands, memberships, duty, notices in the desk and what programs hold."""

from teams.models.brands import Brand, Membership, Team
from teams.models.duty import DutyShift
from teams.models.load import ExposureDay, LoadRules, PulseAnswer, PulseWeek, Stretch, ViewingChoice
from teams.models.notices import Notice
from teams.models.people import Role, Theme, Title, User, lower_email
from teams.models.programs import ApiToken, KeptAnswer, Webhook

__all__ = [
    "ApiToken",
    "Brand",
    "DutyShift",
    "ExposureDay",
    "KeptAnswer",
    "LoadRules",
    "Membership",
    "Notice",
    "PulseAnswer",
    "PulseWeek",
    "Role",
    "Stretch",
    "Team",
    "Theme",
    "Title",
    "User",
    "ViewingChoice",
    "Webhook",
    "lower_email",
]
