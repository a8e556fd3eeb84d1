"""Putting a message into the outbox; `outbox.relay` takes it out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.errors import Blocked, Refusal
from outbox.models import STUCK, Channel, OutboxMessage, OutboxState
from outbox.poke import poke

if TYPE_CHECKING:
    from datetime import datetime


def enqueue(
    topic: str,
    *,
    key: str,
    address: str,
    channel: str = Channel.EMAIL,
    subject: str = "",
    language: str = "vi",
    available_at: datetime | None = None,
    **facts: Any,
) -> OutboxMessage:
    """Promise one message inside the caller's transaction; the same key is told once.

    `subject` is the reference that a page may ask for, such as "INC-204"; `facts` fill the words.
    """
    planned_at = available_at or now()
    message, _created = OutboxMessage.objects.get_or_create(
        key=key[:200],
        defaults={
            "topic": topic,
            "channel": channel,
            "address": address,
            "subject": subject,
            "language": language,
            "facts": facts,
            "planned_at": planned_at,
            "available_at": planned_at,
        },
    )
    transaction.on_commit(poke, robust=True)
    return message


def retry(message: OutboxMessage) -> OutboxMessage:
    """Send a parked or unclear message again: a person has looked at it."""
    return _decide(message, OutboxState.WAITING)


def give_up(message: OutboxMessage) -> OutboxMessage:
    """Leave a parked or unclear message unsent: a person has dealt with it otherwise."""
    return _decide(message, OutboxState.DROPPED)


@transaction.atomic
def _decide(message: OutboxMessage, state: str) -> OutboxMessage:
    message = OutboxMessage.objects.select_for_update().get(pk=message.pk)
    if message.state not in STUCK:
        raise Blocked([Refusal("not_stuck", _("This message does not wait for a decision."))])
    message.state = state
    message.available_at = now()
    message.attempts = 0
    message.save(update_fields=["state", "available_at", "attempts"])
    transaction.on_commit(poke, robust=True)
    return message
