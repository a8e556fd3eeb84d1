"""Background work about people: call one service, return."""

from __future__ import annotations

from celery import shared_task

from crisisdesk.kernel.sweeping import each
from teams.rota import gaps, relief


@shared_task
def sweep_rotas() -> int:
    """Tell of gaps that come near and remind of handovers."""
    return each((gaps, relief), lambda part: part.sweep())
