"""Messages to other systems: one signed POST each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outbox.failures import Permanent

if TYPE_CHECKING:
    from outbox.models import OutboxMessage


def send(message: OutboxMessage) -> None:
    raise Permanent(message.address)
