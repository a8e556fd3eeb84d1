"""Background work of the drills: call one service, return."""

from __future__ import annotations

from celery import shared_task

from crisisdesk.kernel.sweeping import each
from drills import services
from drills.services import preparing, scoring
from playbooks.services import risks


@shared_task
def sweep() -> int:
    """Deliver the injects that are due."""
    return services.deliver_due()


@shared_task
def sweep_readiness() -> int:
    """Keep the day's readiness, turn the worst gaps into tasks, remind of old risks."""
    return each((preparing.sweep, risks.remind, scoring.sweep), lambda part: part())
