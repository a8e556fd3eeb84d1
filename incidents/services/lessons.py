"""The outcome "playbook change" reaches the admins of the playbook."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from incidents.enums import Outcome
from playbooks.services import proposals

if TYPE_CHECKING:
    from incidents.models import Incident, Lesson
    from teams.models import User


def carry(
    incident: Incident, lesson: Lesson, change: dict[str, Any] | None, *, actor: User
) -> None:
    """Propose what the lesson says now, and take back what it said before.

    What an admin has taken over already stands: such a lesson cannot be settled otherwise. What
    was declined stays declined, and the lesson may propose something else. Called under the
    lock of the case.
    """
    if lesson.change is not None:
        before, lesson.change = lesson.change, None
        proposals.withdraw(before)
    if lesson.outcome != Outcome.PLAYBOOK_CHANGE or lesson.playbook is None:
        return
    lesson.change = proposals.propose(
        lesson.playbook,
        actor=actor,
        source=incident.reference,
        words=lesson.proposal,
        **(change or {}),
    )
