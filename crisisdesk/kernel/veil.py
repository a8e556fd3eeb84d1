"""Which covered items a reader has opened in this session."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.http import HttpRequest

SESSION_KEY = "unveiled"
#: The session is a row that every request reads: the oldest are forgotten.
MOST = 400
#: A room's own name of a kind, and a number: "mention:42".
_ITEM = re.compile(r"[a-z]{2,16}:[0-9]{1,18}")


def is_item(item: str) -> bool:
    return bool(_ITEM.fullmatch(item))


def is_open(request: HttpRequest | None, item: str) -> bool:
    """Whether the reader opened it already; without a session nobody did."""
    session = getattr(request, "session", None)
    return session is not None and item in session.get(SESSION_KEY, ())


def remember(request: HttpRequest, item: str) -> bool:
    """Keep that it was opened; False where it was open before, or is no item."""
    if not is_item(item) or is_open(request, item):
        return False
    request.session[SESSION_KEY] = [*request.session.get(SESSION_KEY, ()), item][-MOST:]
    return True
