"""Work in the background; each task may run twice."""

from __future__ import annotations

from celery import shared_task

from crisisdesk.kernel.sweeping import each
from monitoring.intake import months
from monitoring.services import clustering, clusters, detection, signals, sources


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


@shared_task
def sweep_clusters() -> None:
    """Put new mentions into clusters and judge what has grown, apart from what cannot wait."""
    parts = (clustering.run_due, clusters.judge_due, clustering.forget_due)
    each(parts, lambda part: part())
