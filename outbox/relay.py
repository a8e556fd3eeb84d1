"""Takes messages out of the outbox and sends them.

A message is claimed in one short transaction and sent outside of any, so that a slow mail server
holds no lock. A relay that dies between the two leaves a claimed row; `recover` returns it to the
queue (the receiver knows the repeated id), or asks a person where a repetition would do harm.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from time import monotonic
from typing import TYPE_CHECKING

from django.db import transaction

from crisisdesk.kernel.clock import minutes, now
from outbox import outside
from outbox.failures import Temporary, Unreachable, Withdrawn
from outbox.models import Delivery, OutboxMessage, OutboxState
from outbox.transports import once_only, transport

if TYPE_CHECKING:
    from collections.abc import Collection

log = logging.getLogger(__name__)

#: Longer than any transport may take; a claim older than this belongs to a dead relay.
CLAIM_LASTS = minutes(10)
UNREACHABLE_WAITS = timedelta(seconds=15)
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=1)
MOST_ATTEMPTS = 40


def deliver_due(limit: int = 500) -> int:
    """Send what is due and return how many were taken; a channel nobody answers on is left."""
    sent, closed = 0, set[str]()
    for _turn in range(limit):
        if (message := claim(without=closed)) is None:
            break
        try:
            sent += deliver(message)
        except Unreachable:
            closed.add(message.channel)
    return sent


def deliver(message: OutboxMessage) -> bool:
    """Send one claimed message and write down what came of it."""
    try:
        attempt(message)
    except Unreachable as error:
        postpone(message, error, UNREACHABLE_WAITS, counts=False)
        raise
    except Temporary as error:
        refused(message, error)
    except Withdrawn as error:
        settle(message, state=OutboxState.DROPPED, last_error=str(error))
    except Exception as error:
        # Refused for good, or a fault of ours: one bad letter must never hold up the others.
        log.exception("Message %s was parked", message.key)
        park(message, error)
    else:
        return settle(message, state=OutboxState.SENT, sent_at=now(), last_error="")
    return False


def attempt(message: OutboxMessage) -> None:
    """Send, and keep a line about how it went."""
    line = Delivery(message=message, ok=False)
    start = monotonic()
    try:
        line.answer = transport(message.channel).send(message)
        line.ok = True
    except Exception as error:
        line.answer, line.detail = getattr(error, "answer", None), str(error)[:1000]
        raise
    finally:
        line.milliseconds = round((monotonic() - start) * 1000)
        line.save()


@transaction.atomic
def claim(without: Collection[str] = ()) -> OutboxMessage | None:
    """The next due message, now ours; others skip it."""
    message = (
        OutboxMessage.objects.select_for_update(skip_locked=True)
        .filter(state=OutboxState.WAITING, available_at__lte=now())
        .exclude(channel__in=list(without))
        .order_by(outside.after_our_own(), "available_at", "id")
        .first()
    )
    if message is not None:
        message.state = OutboxState.CLAIMED
        message.claimed_at = now()
        message.attempts += 1
        message.save(update_fields=["state", "claimed_at", "attempts"])
    return message


def settle(message: OutboxMessage, **changes: object) -> bool:
    """Write down the outcome, unless the claim was meanwhile taken from us."""
    mine = OutboxMessage.objects.filter(
        pk=message.pk, state=OutboxState.CLAIMED, claimed_at=message.claimed_at
    )
    return bool(mine.update(**changes))


def postpone(
    message: OutboxMessage, error: Exception, wait: timedelta, *, counts: bool = True
) -> None:
    settle(
        message,
        state=OutboxState.WAITING,
        available_at=now() + wait,
        attempts=message.attempts if counts else message.attempts - 1,
        last_error=str(error),
    )


def park(message: OutboxMessage, error: Exception) -> None:
    settle(message, state=OutboxState.PARKED, last_error=str(error))


def refused(message: OutboxMessage, error: Exception) -> None:
    """Try again later and later; after days of refusals a person looks."""
    if message.attempts >= MOST_ATTEMPTS:
        park(message, error)
    else:
        postpone(message, error, wait_after(message.attempts))


def wait_after(attempts: int) -> timedelta:
    """Doubling from half a minute to an hour."""
    return min(FIRST_WAIT * 2 ** min(attempts - 1, 10), LONGEST_WAIT)


def recover() -> int:
    """Settle the claims of relays that died; returns how many there were."""
    abandoned = OutboxMessage.objects.filter(
        state=OutboxState.CLAIMED, claimed_at__lt=now() - CLAIM_LASTS
    )
    unclear = abandoned.filter(channel__in=once_only()).update(state=OutboxState.UNCLEAR)
    again = abandoned.exclude(channel__in=once_only()).update(
        state=OutboxState.WAITING, available_at=now()
    )
    return unclear + again
