"""What is to wake somebody: the one thing that may be said twice."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from outbox.models import OutboxMessage

#: It is tried so often, although it may have rung already.
MOST = 3
WAIT = timedelta(seconds=30)


def may_repeat(message: OutboxMessage) -> bool:
    """Whether ringing twice is better than perhaps not at all.

    Nothing is said twice, except what is to wake somebody: a second call costs a moment, a missed
    one costs the night. Even that is not tried more than three times.
    """
    return bool(message.facts.get("wake")) and message.attempts < MOST
