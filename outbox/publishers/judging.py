"""What a failed conversation means: refused, not sent yet, or unclear.

Refused: the network answered that it does not take it. Not sent yet: it certainly has not taken it
(no connection came about, or it says "later"). Everything else is unclear. Texts of exceptions are
never kept: they may hold an address with a key in it.
"""

from __future__ import annotations

import re
import socket
import ssl
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.text import nfc
from outbox.failures import DeliveryError, Permanent, Temporary, Unclear
from outbox.wire import ForbiddenAddress

if TYPE_CHECKING:
    from collections.abc import Iterator

    import requests

    from outbox.publishers.base import Account

FAULTY = 400
#: "Later": too early, too many, not at the moment. Said before anything is taken.
LATER = {425: "later", 429: "rate", 503: "busy"}
SIGN_IN = {401: "login", 403: "forbidden"}
#: The server wants another address, and has not done what was asked.
MOVED = {301, 307, 308}
#: Answers that do not say whether it was taken: gave up waiting, or has it already.
DOUBTFUL = {408, 409}
#: Failures before anything was posted that do not pass by themselves.
LASTING = {"private", "address", "tls", "not_understood", "too_big"}
LONGEST_WAIT = timedelta(hours=1)
LONGEST_WORDS = 300
#: Counts of seconds above this are moments, not waits.
_MOMENT = 1_000_000_000
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]+")
_TAGS = re.compile(r"<[^>]*>")


def judged(error: Exception, account: Account) -> DeliveryError:
    """The failure that an exception of a publisher or its library amounts to."""
    answer = account.door.last
    if answer is not None and answer.status_code >= FAULTY - 100:
        return answered(answer, account)
    cause = _cause(error, account)
    if account.posting and (account.patience.spoke or answer is not None):
        cause = "broken" if cause == "unreachable" else cause
        return unclear(cause if answer is None else "not_understood", answer)
    if cause in LASTING:
        return refused(cause, answer)
    return not_yet(cause)


def answered(answer: requests.Response, account: Account) -> DeliveryError:
    """What an HTTP answer that is no success says about the post."""
    status, said = answer.status_code, words(answer, account.secrets)
    if status in LATER:
        return not_yet(LATER[status], answer, said)
    if status in SIGN_IN:
        return refused(SIGN_IN[status], answer, said)
    if status in MOVED:
        return refused("moved", answer, said)
    if not account.posting:
        # A question failed: nothing was posted, and a fault of theirs may pass.
        make = not_yet if status >= 500 or status in DOUBTFUL else refused  # noqa: PLR2004
        return make("server" if status >= 500 else "refused", answer, said)  # noqa: PLR2004
    if status < FAULTY or status >= 500 or status in DOUBTFUL:  # noqa: PLR2004
        return unclear("server" if status >= 500 else "not_understood", answer, said)  # noqa: PLR2004
    return refused("refused", answer, said)


def refused(code: str, answer: Any = None, said: str = "") -> Permanent:
    return Permanent(_line(code, said), _status(answer), _facts(code, answer, said))


def not_yet(code: str, answer: Any = None, said: str = "", again_at: Any = None) -> Temporary:
    failure = Temporary(_line(code, said), _status(answer), _facts(code, answer, said))
    failure.again_at = again_at or (asked_again_at(answer.headers) if answer is not None else None)
    return failure


def unclear(code: str, answer: Any = None, said: str = "") -> Unclear:
    return Unclear(_line(code, said), _status(answer), _facts(code, answer, said))


def _line(code: str, said: str) -> str:
    return f"{code}: {said}" if said else code


def _status(answer: Any) -> int | None:
    return answer.status_code if answer is not None else None


def _facts(code: str, answer: Any, said: str) -> dict[str, Any]:
    return {"code": code, "said": said, "status": _status(answer)}


def words(answer: requests.Response, secrets: dict[str, Any]) -> str:
    """What the network said, as one short line without markup, signs of control and our keys."""
    try:
        found = _sentence(answer.json())
    except ValueError:
        kind = answer.headers.get("Content-Type", "")
        found = answer.text[:2000] if kind.startswith("text/plain") else ""
    return clean(found, secrets)


def clean(text: str, secrets: dict[str, Any]) -> str:
    """A stranger's words, safe to keep and to show."""
    for secret in secrets.values():
        if secret:
            text = text.replace(str(secret), "…")
    plain = " ".join(_CONTROL.sub(" ", _TAGS.sub(" ", nfc(text))).split())
    return plain if len(plain) <= LONGEST_WORDS else plain[: LONGEST_WORDS - 1] + "…"


def _sentence(document: Any) -> str:
    """Networks put it in different places: `error.message`, `message`, `description`, `error`."""
    if not isinstance(document, dict):
        return ""
    inner = document.get("error")
    if isinstance(inner, dict):
        return _sentence(inner)
    named = (document.get(name) for name in ("message", "description", "error_description"))
    found = next((one for one in named if isinstance(one, str) and one), "")
    return found or (inner if isinstance(inner, str) else "")


def _cause(error: Exception, account: Account) -> str:
    if account.patience.left() <= 0:
        return "timeout"
    causes = list(causes_of(error))
    for kind, code in _kinds():
        if any(isinstance(cause, kind) for cause in causes):
            return code
    return "not_understood"


def causes_of(error: BaseException) -> Iterator[BaseException]:
    """The error and what led to it, the innermost included; wrappers keep it in many places."""
    waiting, seen = [error], set()
    while waiting:
        one = waiting.pop(0)
        if id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        inner = [one.__cause__, one.__context__, getattr(one, "reason", None), *one.args]
        waiting += [found for found in inner if isinstance(found, BaseException)]


def asked_again_at(headers: Any) -> datetime | None:
    """When the network wants to be asked again, an hour from now at the latest."""
    text = headers.get("Retry-After") or headers.get("X-RateLimit-Reset") or ""
    text = text or headers.get("RateLimit-Reset") or ""
    for read in (_from_number, datetime.fromisoformat, parsedate_to_datetime):
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


@cache
def _kinds() -> list[tuple[type[BaseException], str]]:
    """What to look for in the causes, the most telling first."""
    from requests import exceptions as told  # noqa: PLC0415 -- only where something is posted

    from outbox.egress import TooBig  # noqa: PLC0415

    return [
        (ForbiddenAddress, "private"),
        (told.InvalidURL, "address"),
        (told.InvalidSchema, "address"),
        (ssl.SSLCertVerificationError, "tls"),
        (socket.gaierror, "dns"),
        (TooBig, "too_big"),
        (told.ChunkedEncodingError, "broken"),
        (told.ContentDecodingError, "broken"),
        (told.InvalidJSONError, "not_understood"),
        (TimeoutError, "timeout"),
        (told.Timeout, "timeout"),
        (OSError, "unreachable"),
    ]
