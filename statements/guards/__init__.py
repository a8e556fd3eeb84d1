"""Why words may not go on yet: one sentence each (handbook F4, contract section 6)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from statements.guards.casework import (
    closing_said,
    false_alarm_words,
    open_promises,
    overdue_promises,
    unratified_emergencies,
)
from statements.guards.publishing import (
    APPROVING,
    EMERGENCY,
    EMERGENCY_COMMON,
    PUBLISHING,
    notice_ready,
)
from statements.guards.submitting import SUBMITTING, case_open

if TYPE_CHECKING:
    from crisisdesk.kernel.errors import Refusal
    from statements.models import Statement

__all__ = [
    "APPROVING",
    "EMERGENCY",
    "EMERGENCY_COMMON",
    "PUBLISHING",
    "SUBMITTING",
    "case_open",
    "closing_said",
    "false_alarm_words",
    "notice_ready",
    "objections",
    "open_promises",
    "overdue_promises",
    "unratified_emergencies",
]


def objections(checks: list[Any], words: Statement) -> list[Refusal]:
    """What a list of guards says."""
    return [refusal for check in checks for refusal in check.refusals(words)]
