"""Background work of reaching people."""

from __future__ import annotations

from celery import shared_task

from teams.reaching import bots


@shared_task
def sweep() -> int:
    """Renew keys that run out, and see who has started the bot."""
    return bots.renew_due() + bots.look_for_starts()
