"""What is prepared: versioned plans, and the policies that every case of a brand follows."""

from playbooks.models.plan import Playbook, PlaybookVersion, Suggestion
from playbooks.models.policy import (
    ApprovalChain,
    LegalClock,
    Stakeholder,
    TimerPolicy,
    TimerWarning,
)
from playbooks.models.standing import Delegation, Deputy, OfficeHours

__all__ = [
    "ApprovalChain",
    "Delegation",
    "Deputy",
    "LegalClock",
    "OfficeHours",
    "Playbook",
    "PlaybookVersion",
    "Stakeholder",
    "Suggestion",
    "TimerPolicy",
    "TimerWarning",
]
