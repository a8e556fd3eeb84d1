"""Watches that the outbox empties, and complains by another way when it does not."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.db.models import Min

from crisisdesk.kernel.clock import minutes, now
from outbox import ports
from outbox.models import OutboxMessage, OutboxState

if TYPE_CHECKING:
    from datetime import timedelta

log = logging.getLogger(__name__)

PATIENCE = minutes(2)


def late() -> tuple[int, timedelta]:
    """How many messages lie longer than they should, and how old the oldest is."""
    moment = now()
    unsent = OutboxMessage.objects.filter(
        state__in=[OutboxState.WAITING, OutboxState.CLAIMED],
        planned_at__lt=moment - PATIENCE,
    )
    oldest = unsent.aggregate(oldest=Min("planned_at"))["oldest"]
    return unsent.count(), moment - oldest if oldest else minutes(0)


def complain_if_late() -> bool:
    """Ring every registered alarm when something is late."""
    count, late_by = late()
    if not count:
        return False
    log.error("%s messages wait in the outbox, the oldest for %s", count, late_by)
    ports.ring(count, late_by)
    return True
