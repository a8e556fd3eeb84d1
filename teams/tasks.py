"""Background work of teams: call one service, return."""

from __future__ import annotations

from celery import shared_task

from teams.paging import audit, firing


@shared_task
def sweep_pages() -> int:
    """Call the next people of every page that nobody has answered."""
    return firing.sweep()


@shared_task
def audit_pages() -> int:
    """Compare what pages did with what they should have done."""
    return audit.sweep()
