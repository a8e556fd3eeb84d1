"""What strangers set beside their words: none of it may keep the words out of the desk.

A name, a language, a link or a clock that the desk does not take would have the whole post refused;
whoever knows that could write unseen. So they are cut, replaced or left out, and the post stays.
"""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime
from typing import Any

from crisisdesk.kernel.clock import iso, now
from monitoring.intake.clean import AHEAD, LIMITS, is_link

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?![A-Za-z])")


def fitted(item: Any) -> Any:
    """The item of a connector as the desk takes it; what is missing stays missing."""
    if not isinstance(item, dict):
        return item
    known = {name: item[name] for name in _FITS if isinstance(item.get(name), str)}
    return item | {name: _FITS[name](value) for name, value in known.items()}


def _external_id(value: str) -> str:
    """One that is too long is told from others by its digest."""
    long = len(value) > LIMITS["external_id"]
    return f"hash:{hashlib.sha256(value.encode()).hexdigest()}" if long else value


def _author(value: str) -> str:
    return value[: LIMITS["author"]]


def _language(value: str) -> str:
    return value if _LANGUAGE.match(value) and len(value) <= LIMITS["language"] else ""


def _url(value: str) -> str:
    return value if len(value) <= LIMITS["url"] and is_link(value) else ""


def _posted_at(value: str) -> str:
    """A clock that runs ahead is not believed."""
    try:
        at = datetime.fromisoformat(value)
    except ValueError:
        return value
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return value if at <= now() + AHEAD else iso(now()) or value


_FITS = {
    "external_id": _external_id,
    "author": _author,
    "language": _language,
    "url": _url,
    "posted_at": _posted_at,
}
