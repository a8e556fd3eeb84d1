"""Work in the background; each task may run twice."""

from __future__ import annotations

from celery import shared_task

from crisisdesk.kernel.sweeping import each
from monitoring.intake import months
from monitoring.services import detection, retention, signals, sources


@shared_task
def sweep() -> None:
    """Judge closed buckets, notice silence, bring watched signals back, remind, make and clear months."""
    parts = (
        sources.note_silences,
        detection.run_due,
        signals.wake_due,
        signals.remind_overdue,
        months.make_ahead,
        months.index_settled,
        retention.sweep,
    )
    each(parts, lambda part: part())
