"""Work in the background; each task may run twice."""

from __future__ import annotations

from celery import shared_task

from crisisdesk.kernel.sweeping import each
from monitoring.intake import months
from monitoring.services import detection, signals, sources


@shared_task
def sweep() -> None:
    """Judge closed buckets, notice silence, bring watched signals back, remind, make months."""
    parts = (
        sources.note_silences,
        detection.run_due,
        signals.wake_due,
        signals.remind_overdue,
        months.make_ahead,
    )
    each(parts, lambda part: part())
