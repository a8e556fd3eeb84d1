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
from django.db.models import Case, Q, Value, When

from crisisdesk.kernel.clock import minutes, now
from outbox import outside, ports
from outbox.failures import Permanent, Temporary, Unclear, Unreachable, Withdrawn
from outbox.models import Delivery, OutboxMessage, OutboxState
from outbox.reaching import waking
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
#: What is to wake somebody stands before all else.
WAKES = Q(facts__contains={"wake": True})
URGENCY = Case(When(WAKES, then=Value(0)), default=Value(1))


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
    """Send one claimed message, write down what came of it and tell the room that asked."""
    try:
        return _deliver(message)
    finally:
        ports.tell_settled(message)


def _deliver(message: OutboxMessage) -> bool:
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
        # One bad letter must never hold up the others.
        log.exception("Message %s waits for a person", message.key)
        if _may_have_left(message, error):
            unclear(message, error)
        else:
            park(message, error)
    else:
        return settle(
            message,
            state=OutboxState.SENT,
            sent_at=now(),
            last_error="",
            receipt=message.receipt,
        )
    return False


def _may_have_left(message: OutboxMessage, error: Exception) -> bool:
    """Whether nobody can say that it was not taken; a fault of ours says nothing either."""
    if isinstance(error, Unclear):
        return True
    cautious = transport(message.channel).once_only and not waking.may_repeat(message)
    return cautious and not isinstance(error, Permanent)


def attempt(message: OutboxMessage) -> None:
    """Send, and keep a line about how it went."""
    line = Delivery(message=message, ok=False)
    start = monotonic()
    try:
        line.answer = _handed_over(message)
        line.ok = True
    except Exception as error:
        line.answer, line.detail = getattr(error, "answer", None), str(error)[:1000]
        raise
    finally:
        line.milliseconds = round((monotonic() - start) * 1000)
        line.save()


def _handed_over(message: OutboxMessage) -> int | None:
    if sentence := ports.objection_to(message):
        raise Withdrawn(sentence)
    way = transport(message.channel)
    if way.public and message.is_drill is not False:
        raise Permanent("A drill goes nowhere outside.", facts={"code": "drill"})
    return way.send(message)


@transaction.atomic
def claim(without: Collection[str] = ()) -> OutboxMessage | None:
    """The next due message, now ours; others skip it."""
    message = (
        OutboxMessage.objects.select_for_update(skip_locked=True)
        .filter(state=OutboxState.WAITING, available_at__lte=now())
        .exclude(channel__in=list(without))
        .order_by(outside.after_our_own(), URGENCY, "available_at", "id")
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
        receipt=_facts(error),
    )


def park(message: OutboxMessage, error: Exception) -> None:
    settle(message, state=OutboxState.PARKED, last_error=str(error), receipt=_facts(error))


def unclear(message: OutboxMessage, error: Exception) -> None:
    """Perhaps it is there: only a person may have it sent again."""
    settle(message, state=OutboxState.UNCLEAR, last_error=str(error), receipt=_facts(error))


def _facts(error: Exception) -> dict[str, object]:
    return getattr(error, "facts", {})


def refused(message: OutboxMessage, error: Exception) -> None:
    """Try again later and later; after days of refusals a person looks."""
    if message.attempts >= MOST_ATTEMPTS:
        park(message, error)
    else:
        wait = wait_after(message.attempts)
        if again_at := getattr(error, "again_at", None):
            wait = min(max(wait, again_at - now()), LONGEST_WAIT)
        postpone(message, error, wait)


def wait_after(attempts: int) -> timedelta:
    """Doubling from half a minute to an hour."""
    return min(FIRST_WAIT * 2 ** min(attempts - 1, 10), LONGEST_WAIT)


def recover() -> int:
    """Settle the claims of relays that died; returns how many there were."""
    abandoned = OutboxMessage.objects.filter(
        state=OutboxState.CLAIMED, claimed_at__lt=now() - CLAIM_LASTS
    )
    once = Q(channel__in=once_only()) & ~(WAKES & Q(attempts__lt=waking.MOST))
    again = abandoned.exclude(once).update(state=OutboxState.WAITING, available_at=now())
    cut_off = 0
    for message in abandoned.filter(once):
        if settle(message, state=OutboxState.UNCLEAR, receipt={"code": "cut_off"}):
            cut_off += 1
            ports.tell_settled(message)
    return cut_off + again
