"""Putting a message into the outbox; `outbox.relay` takes it out."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.errors import Blocked, Refusal
from crisisdesk.kernel.rewriting import holding, rewrite_all
from outbox import outside
from outbox.models import STUCK, Channel, Delivery, OutboxMessage, OutboxState
from outbox.poke import poke

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime

LONGEST_KEY = 200


def enqueue(
    topic: str,
    *,
    key: str,
    address: str,
    channel: str = Channel.EMAIL,
    subject: str = "",
    language: str = "vi",
    available_at: datetime | None = None,
    is_drill: bool | None = None,
    **facts: Any,
) -> OutboxMessage:
    """Promise one message inside the caller's transaction; the same key is told once.

    `subject` is the reference that a page may ask for, such as "INC-204"; `facts` fill the words.
    Public channels take only what says `is_drill=False`.
    """
    planned_at = available_at or now()
    message = OutboxMessage(
        key=short(key),
        topic=topic,
        channel=channel,
        address=address,
        subject=subject,
        language=language,
        facts=facts,
        is_drill=is_drill,
        planned_at=planned_at,
        available_at=planned_at,
    )
    promise([message])
    return OutboxMessage.objects.get(key=message.key)


def promise(messages: Iterable[OutboxMessage]) -> None:
    """Promise many messages at once; those whose key is known already are left as they are."""
    messages = list(messages)
    outside.refuse_drills(messages)
    OutboxMessage.objects.bulk_create(messages, ignore_conflicts=True)
    transaction.on_commit(poke, robust=True)


def short(key: str) -> str:
    """The key as it is stored; a long one keeps its beginning and ends in a digest."""
    if len(key) <= LONGEST_KEY:
        return key
    return f"{key[:120]}:{hashlib.sha256(key.encode()).hexdigest()}"


def retry(message: OutboxMessage) -> OutboxMessage:
    """Send a parked, unclear or dropped message again: a person has looked at it."""
    return _decide(message, OutboxState.WAITING, OutboxState.DROPPED)


def give_up(message: OutboxMessage) -> OutboxMessage:
    """Leave a parked or unclear message unsent: a person has dealt with it otherwise."""
    return _decide(message, OutboxState.DROPPED)


def keys_under(prefix: str) -> list[str]:
    """Keys of all messages whose key begins so."""
    rows = OutboxMessage.objects.filter(key__startswith=prefix)
    return list(rows.values_list("key", flat=True))


@transaction.atomic
def forget(keys: Iterable[str]) -> int:
    """Take the address out of messages that were or will be sent: its owner asked for it.

    What waits is not sent any more; what was sent stays as a row without the address.
    """
    rows = list(OutboxMessage.objects.select_for_update().filter(key__in=list(keys)))
    Delivery.objects.filter(message__in=rows).update(detail="")
    for row in rows:
        row.address, row.last_error = "", ""
        if row.state not in (OutboxState.SENT, OutboxState.CLAIMED):
            row.state = OutboxState.DROPPED
        row.save(update_fields=["address", "last_error", "state"])
    return len(rows)


def reword(
    clean: Callable[[Any], Any], spellings: Sequence[str], ours: Callable[[set[str]], set[str]]
) -> int:
    """Take words out of what was and will be told; `ours` picks the subjects that are meant."""
    named = OutboxMessage.objects.filter(holding(("facts", "last_error"), spellings))
    subjects = ours(set(named.values_list("subject", flat=True)))
    rows = named.filter(subject__in=subjects)
    Delivery.objects.filter(message__in=rows).filter(holding(("detail",), spellings)).update(
        detail=""
    )
    return rewrite_all(rows, ("facts", "last_error"), clean)


def without(subjects: Sequence[str], name: str) -> int:
    """Take one fact out of what was told about these subjects: its words are kept no longer."""
    rows = OutboxMessage.objects.filter(subject__in=subjects, facts__has_key=name)
    return rewrite_all(rows, ("facts",), lambda facts: {**facts, name: ""})


@transaction.atomic
def call_off(message: OutboxMessage) -> OutboxMessage:
    """Do not send what still waits; what is being sent at this moment cannot be held back."""
    message = OutboxMessage.objects.select_for_update().get(pk=message.pk)
    if message.state not in {OutboxState.WAITING, *STUCK}:
        raise Blocked([Refusal("being_sent", _("It is being sent at this moment."))])
    message.state = OutboxState.DROPPED
    message.save(update_fields=["state"])
    return message


@transaction.atomic
def _decide(message: OutboxMessage, state: str, *more: str) -> OutboxMessage:
    message = OutboxMessage.objects.select_for_update().get(pk=message.pk)
    if message.state not in {*STUCK, *more}:
        raise Blocked([Refusal("not_stuck", _("This message does not wait for a decision."))])
    message.state = state
    message.planned_at = message.available_at = now()
    message.attempts = 0
    message.save(update_fields=["state", "planned_at", "available_at", "attempts"])
    transaction.on_commit(poke, robust=True)
    return message
