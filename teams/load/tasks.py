"""Work in the background; each task may run twice."""

from __future__ import annotations

from celery import shared_task

from crisisdesk.kernel.sweeping import each
from teams.load import pulse_weeks, watch


@shared_task
def sweep() -> int:
    """Stretches of work, and the figure of a week that is over."""
    return each((watch, pulse_weeks), lambda part: part.sweep())
