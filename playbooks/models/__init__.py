"""What is prepared: versioned plans, and the policies that every case of a brand follows."""

from playbooks.models.plan import Playbook, PlaybookVersion, Suggestion
from playbooks.models.policy import (
    ApprovalChain,
    LegalClock,
    Stakeholder,
    StakeholderList,
    TimerPolicy,
    TimerWarning,
)
from playbooks.models.proposals import Proposal
from playbooks.models.risks import Impact, Likelihood, Risk, RiskRating
from playbooks.models.standing import Delegation, Deputy, OfficeHours
from playbooks.models.targets import Target
from playbooks.models.texts import TextApproval

__all__ = [
    "ApprovalChain",
    "Delegation",
    "Deputy",
    "Impact",
    "LegalClock",
    "Likelihood",
    "OfficeHours",
    "Playbook",
    "PlaybookVersion",
    "Proposal",
    "Risk",
    "RiskRating",
    "Stakeholder",
    "StakeholderList",
    "Suggestion",
    "Target",
    "TextApproval",
    "TimerPolicy",
    "TimerWarning",
]
