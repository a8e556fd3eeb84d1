"""Work in the background; each task may run twice."""

from __future__ import annotations

from celery import shared_task

from crisisdesk.kernel.sweeping import each
from monitoring.services import answer_rules, detection, signals, sources


@shared_task
def sweep() -> None:
    """Judge closed buckets, notice silence, bring watched signals back, remind, fill the inbox."""
    parts = (
        sources.note_silences, detection.run_due, signals.wake_due, signals.remind_overdue,
        answer_rules.run_due,
    )  # fmt: skip
    each(parts, lambda part: part())
