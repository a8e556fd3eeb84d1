"""Background work of what is prepared: call one service, return."""

from __future__ import annotations

from celery import shared_task

from playbooks.services import text_reminders


@shared_task
def sweep() -> int:
    """Remind of approved words that run out."""
    return text_reminders.sweep()
