"""Work in the background; each task may run twice."""

from __future__ import annotations

from celery import shared_task

from crisisdesk.kernel.sweeping import each
from monitoring.intake import months
from monitoring.services import claim_reading, detection, signals, sources


@shared_task
def sweep() -> None:
    """Judge closed buckets, find repeated claims, notice silence, wake, remind, make months."""
    parts = (
        sources.note_silences,
        detection.run_due,
        claim_reading.read_due,
        signals.wake_due,
        signals.remind_overdue,
        months.make_ahead,
    )
    each(parts, lambda part: part())
