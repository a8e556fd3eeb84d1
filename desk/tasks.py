"""Work in the background; each task may run twice."""

from __future__ import annotations

from celery import shared_task

from crisisdesk.kernel.sweeping import each
from desk import digest
from desk.dossier import making


@shared_task
def work_on_job(name: str, pk: int) -> None:
    """Make one dossier, or check one case's evidence."""
    making.work(name, pk)


@shared_task
def sweep() -> int:
    """Take up what a crash left behind, remove files whose time is over, send the month's figures."""
    return each((making, digest), lambda part: part.sweep())
