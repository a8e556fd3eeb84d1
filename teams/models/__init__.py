"""People, brands, memberships, duty, notices in the desk and what programs hold."""

from teams.models.brands import Brand, Membership, Team
from teams.models.duty import DutyShift
from teams.models.notices import Notice
from teams.models.people import Role, Theme, Title, User, lower_email
from teams.models.programs import ApiToken, KeptAnswer, Webhook
from teams.models.reaching import ChannelAccount, ContactMethod, ReachRule

__all__ = [
    "ApiToken",
    "Brand",
    "ChannelAccount",
    "ContactMethod",
    "DutyShift",
    "KeptAnswer",
    "Membership",
    "Notice",
    "ReachRule",
    "Role",
    "Team",
    "Theme",
    "Title",
    "User",
    "Webhook",
    "lower_email",
]
