"""Messages to other systems: one signed POST each.

`X-Crisisdesk-Signature: t=<seconds>,v1=<hex>` is the HMAC-SHA256 of `<seconds>.<body>` with the
secret of the account; `X-Crisisdesk-Delivery` stays the same when a message is repeated.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from http.client import HTTPException
from typing import TYPE_CHECKING

from outbox import ports
from outbox.failures import Permanent, Temporary
from outbox.mail import absolute
from outbox.wire import ForbiddenAddress, post

if TYPE_CHECKING:
    from outbox.models import OutboxMessage

OK = range(200, 300)
#: Answers after which the same message may well be taken: too early, too many, their fault.
AGAIN = {408, 425, 429, *range(500, 600)}


def send(message: OutboxMessage) -> int:
    """Hand one message to its webhook."""
    account = ports.account(message.address)
    if account is None:
        raise Permanent("The webhook was removed or switched off.")
    content = body(message)
    try:
        answer = post(account.url, content, headers(message, content, account.secret))
    except ForbiddenAddress as error:
        raise Permanent(str(error)) from error
    except (OSError, HTTPException) as error:
        # One deaf receiver says nothing about the others: only its own message waits.
        raise Temporary(str(error) or type(error).__name__) from error
    if answer in OK:
        return answer
    raise (Temporary if answer in AGAIN else Permanent)(f"HTTP {answer}", answer)


def body(message: OutboxMessage) -> bytes:
    """The JSON document that is signed."""
    facts = {name: value for name, value in message.facts.items() if name != "event"}
    if facts.get("url"):
        facts["url"] = absolute(facts["url"])
    document = {
        "id": event_id(message),
        "topic": message.topic,
        "subject": message.subject,
        "at": message.created_at.isoformat(),
        "facts": facts,
    }
    return json.dumps(document, ensure_ascii=False, sort_keys=True).encode()


def event_id(message: OutboxMessage) -> str:
    """What a receiver knows the event by, replays included."""
    return hashlib.sha256(message.facts.get("event", message.key).encode()).hexdigest()[:32]


def headers(message: OutboxMessage, content: bytes, secret: str) -> dict[str, str]:
    return {
        "Content-Type": "application/json",
        "User-Agent": "crisisdesk",
        "X-Crisisdesk-Topic": message.topic,
        "X-Crisisdesk-Delivery": event_id(message),
        "X-Crisisdesk-Signature": signature(content, secret, int(time.time())),
    }


def signature(content: bytes, secret: str, at: int) -> str:
    """Bound to a moment, so that an overheard message cannot be replayed for ever."""
    mac = hmac.new(secret.encode(), f"{at}.".encode() + content, hashlib.sha256)
    return f"t={at},v1={mac.hexdigest()}"
