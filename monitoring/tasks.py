"""Work in the background; each task may run twice."""

from __future__ import annotations

from celery import shared_task

from crisisdesk.kernel.sweeping import each
from monitoring.intake import months, settling
from monitoring.services import (
    answer_rules,
    claim_reading,
    clustering,
    clusters,
    detection,
    import_work,
    polling,
    retention,
    second_look,
    signals,
    sources,
    staff_keeping,
    webhooks,
)

INTAKE = (import_work.work_on_stalled, webhooks.forget_old_calls)
KEEPING = (months.make_ahead, months.index_settled, settling.settle, retention.sweep)
JUDGING = (
    sources.note_silences,
    detection.run_due,
    claim_reading.read_due,
    signals.wake_due,
    signals.remind_overdue,
    answer_rules.run_due,
    staff_keeping.sweep,
)


@shared_task
def sweep() -> None:
    """All that time brings: judging and reminding first, then intake left behind, then keeping."""
    each((*JUDGING, *INTAKE, *KEEPING), lambda part: part())


@shared_task
def work_on_import(pk: int) -> None:
    """Take the rows of a file in."""
    import_work.work(pk)


@shared_task
def sweep_clusters() -> None:
    """Put new mentions into clusters and judge what has grown, apart from what cannot wait."""
    parts = (clustering.run_due, clusters.judge_due, clustering.forget_due)
    each(parts, lambda part: part())


@shared_task
def look_again() -> None:
    """Judge uncertain mentions again, where the encoder is installed."""
    second_look.run_due()


@shared_task
def poll() -> None:
    """Read the sources that are due."""
    polling.poll_due()
