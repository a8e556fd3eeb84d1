"""Background work of the words: call one service, return."""

from __future__ import annotations

from celery import shared_task

from statements.services import sweeping


@shared_task
def sweep() -> int:
    """Remind approvers, hand over, expire approvals, record overdue promises."""
    return sweeping.sweep()
