"""What is prepared: versioned plans, and the policies that every case of a brand follows."""

from playbooks.models.plan import Playbook, PlaybookVersion, Suggestion
from playbooks.models.policy import ApprovalChain, LegalClock, Stakeholder, TimerPolicy

__all__ = [
    "ApprovalChain",
    "LegalClock",
    "Playbook",
    "PlaybookVersion",
    "Stakeholder",
    "Suggestion",
    "TimerPolicy",
]
