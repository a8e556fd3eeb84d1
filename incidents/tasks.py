"""Background work of the cases: call one service, return."""

from __future__ import annotations

from celery import shared_task

from crisisdesk.kernel.sweeping import each
from incidents.services import clocks, reminders


@shared_task
def sweep_clocks() -> int:
    """Record breached deadlines, remind of decisions and action items that are due."""
    return each((clocks, reminders), lambda part: part.sweep())
