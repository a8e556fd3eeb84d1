"""Background work of the drills: call one service, return."""

from __future__ import annotations

from celery import shared_task

from drills import services


@shared_task
def sweep() -> int:
    """Deliver the injects that are due."""
    return services.deliver_due()
