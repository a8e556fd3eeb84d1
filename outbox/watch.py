"""Watches that the outbox empties, and complains by another way when it does not."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.db.models import Min

from crisisdesk.kernel.clock import minutes, now
from outbox import ports
from outbox.models import Heartbeat, OutboxMessage

if TYPE_CHECKING:
    from datetime import timedelta

log = logging.getLogger(__name__)

PATIENCE = minutes(2)


def beat(part: str) -> None:
    """Write down that a part of the desk lives."""
    Heartbeat.objects.update_or_create(part=part, defaults={"at": now()})


def silent_for(part: str) -> timedelta | None:
    """How long ago a part was last seen alive; None if it never was."""
    seen = Heartbeat.objects.filter(part=part).first()
    return None if seen is None else now() - seen.at


def late() -> tuple[int, timedelta]:
    """How many messages lie longer than they should, and how old the oldest is."""
    moment = now()
    unsent = OutboxMessage.objects.waiting().filter(planned_at__lt=moment - PATIENCE)
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
