"""From what a library raised to what a person can act on.

Libraries wrap the causes differently; the chain of causes and the last answer at the door tell the
same for all. No text of an exception is kept: it may hold an address with a key in it.
"""

from __future__ import annotations

import socket
import ssl
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from crisisdesk.kernel.clock import now
from monitoring.connectors.base import Trouble
from outbox.wire import ForbiddenAddress

if TYPE_CHECKING:
    from collections.abc import Iterator

    from outbox.egress import Door, Patience

#: Answers after which the same question will not be answered either.
LASTING = {401: "unauthorized", 403: "forbidden", 410: "gone"}
_WRONG_ADDRESS = {"private", "scheme"}
TOO_MANY, FAULTY = 429, 400
#: A reset beyond this is a mistake, or no time at all.
LONGEST_WAIT = timedelta(days=1)
#: Counts of seconds above this are moments, not waits.
_MOMENT = 1_000_000_000


def understood(error: Exception, door: Door, patience: Patience, host: str = "") -> Trouble:
    """What is wrong, in a code and facts."""
    host = _host(door.asked) or host
    if patience.left() <= 0:
        return Trouble("timeout", host=host)
    causes = list(_causes(error))
    for kind, code in _kinds():
        if any(isinstance(cause, kind) for cause in causes):
            return Trouble(code, lasting=code in _WRONG_ADDRESS, host=host)
    if door.last is not None and door.last.status_code >= FAULTY:
        return answered(door.last, host)
    return Trouble("unexpected", host=host, what=type(error).__name__)


def answered(answer: Any, host: str = "") -> Trouble:
    """An HTTP answer that is none: its status, and when to ask again."""
    host, status = host or _host(answer.url), answer.status_code
    if status in LASTING:
        return Trouble(LASTING[status], lasting=True, host=host, status=status)
    code = "rate" if status == TOO_MANY else "status"
    return Trouble(code, again_at=again_at(answer.headers), host=host, status=status)


def again_at(headers: Any) -> datetime | None:
    """When the other side wants to be asked again: Retry-After, or the reset of its limit."""
    if text := headers.get("Retry-After", ""):
        return _moment(text)
    spent = headers.get("X-RateLimit-Remaining") or headers.get("RateLimit-Remaining")
    if spent is None or spent.partition(".")[0].strip() != "0":
        return None
    return _moment(headers.get("X-RateLimit-Reset") or headers.get("RateLimit-Reset") or "")


def _moment(text: str) -> datetime | None:
    """Seconds from now, seconds of the epoch, ISO 8601 or the date of a header."""
    for read in (_from_number, _from_iso, parsedate_to_datetime):
        try:
            found = read(text.strip())
        except (ValueError, TypeError, OverflowError, OSError):
            continue
        found = found if found.tzinfo else found.replace(tzinfo=UTC)
        return min(found, now() + LONGEST_WAIT)
    return None


def _from_number(text: str) -> datetime:
    count = float(text)
    return datetime.fromtimestamp(count, UTC) if count > _MOMENT else now() + timedelta(0, count)


def _from_iso(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error and what led to it, the innermost included; wrappers keep it in many places."""
    waiting, seen = [error], set()
    while waiting:
        one = waiting.pop(0)
        if id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        inner = [one.__cause__, one.__context__, getattr(one, "original_exception", None),
                 getattr(one, "reason", None), *one.args]  # fmt: skip
        waiting += [found for found in inner if isinstance(found, BaseException)]


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


@cache
def _kinds() -> list[tuple[type[BaseException], str]]:
    """What to look for, the most telling first: a name that is unknown is unreachable as well."""
    import requests  # noqa: PLC0415 -- only where something is read

    from outbox.egress import TooBig  # noqa: PLC0415

    return [
        (ForbiddenAddress, "private"),
        (TooBig, "too_big"),
        (requests.TooManyRedirects, "redirects"),
        (requests.exceptions.InvalidSchema, "scheme"),
        (requests.exceptions.ContentDecodingError, "broken"),
        (socket.gaierror, "dns"),
        (ssl.SSLCertVerificationError, "tls"),
        (ssl.SSLError, "no_tls"),
        (TimeoutError, "timeout"),
        (requests.Timeout, "timeout"),
        (ConnectionError, "unreachable"),
        (requests.ConnectionError, "unreachable"),
    ]
