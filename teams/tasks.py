"""Background work about people: call one service, return."""

from __future__ import annotations

from celery import shared_task

from crisisdesk.kernel.sweeping import each
from teams.paging import audit, firing
from teams.rota import gaps, relief


@shared_task
def sweep_rotas() -> int:
    """Tell of gaps that come near and remind of handovers."""
    return each((gaps, relief), lambda part: part.sweep())


@shared_task
def sweep_pages() -> int:
    """Call the next people of every page that nobody has answered."""
    return firing.sweep()


@shared_task
def audit_pages() -> int:
    """Compare what pages did with what they should have done."""
    return audit.sweep()
