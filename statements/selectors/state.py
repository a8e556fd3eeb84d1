"""How one statement stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from crisisdesk.kernel.state import blockers, permitted, reachable
from playbooks import chains
from statements.enums import StepState
from statements.models import TRANSITIONS
from statements.permissions import automation

if TYPE_CHECKING:
    from datetime import datetime

    from crisisdesk.kernel.errors import Refusal
    from statements.models import ApprovalStep, Statement, StatementVersion
    from teams.models import User

#: What only the desk does, or what follows from publishing another text.
BY_ITSELF = ("expire", "supersede")


def valid_until(words: Statement) -> datetime | None:
    """When an approval grows too old to publish on; None before it is given."""
    if words.approved_at is None:
        return None
    return words.approved_at + chains.validity(words.kind, words.incident.severity)


@dataclass(frozen=True)
class Move:
    """A transition as it stands for one person now."""

    name: str
    allowed: bool
    permitted: bool
    blockers: list[Refusal]

    def as_dict(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "allowed": self.allowed,
            "blockers": [reason.as_dict() for reason in self.blockers],
        }


def moves(words: Statement, user: User) -> list[Move]:
    """Transitions that leave from here, with what holds them up; strangers learn no reasons."""
    found = []
    for name in TRANSITIONS:
        step = getattr(words, name)
        if not reachable(step) or (name in BY_ITSELF and not automation(words, user)):
            continue
        right = permitted(step, user)
        reasons = blockers(step, user) if right else []
        found.append(Move(name, right and not reasons, right, reasons))
    return found


def transitions(words: Statement, user: User) -> dict[str, Move]:
    """The same by name, for templates."""
    return {move.name: move for move in moves(words, user)}


def approvals_missing(words: Statement) -> list[ApprovalStep]:
    """Signatures still asked for, the open ones first."""
    waiting = [step for step in words.steps.all() if step.state == StepState.WAITING]
    return sorted(waiting, key=lambda step: (step.opened_at is None, step.order, step.pk))


def last_seen(words: Statement, viewer: User) -> StatementVersion | None:
    """The newest earlier version that this person has read."""
    return (
        words.versions.filter(views__user=viewer, number__lt=words.current_version)
        .order_by("-number")
        .first()
    )
