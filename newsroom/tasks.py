"""Background work of the newsroom: call one service, return."""

from __future__ import annotations

from celery import shared_task

from newsroom.services import sweeping


@shared_task
def sweep() -> int:
    """Tell subscribers of what was published, forget who did not confirm, write the copy."""
    return sweeping.sweep()
