"""Background work of the cases: call one service, return."""

from __future__ import annotations

from celery import shared_task

from crisisdesk.kernel.sweeping import each
from incidents.services import clocks, escalating, legal, reminders, situation_keeping


@shared_task
def sweep_clocks() -> int:
    """Warn of deadlines and record breached ones, remind of decisions and action items that are due."""
    return each(
        (clocks, legal, reminders, escalating, situation_keeping), lambda part: part.sweep()
    )
