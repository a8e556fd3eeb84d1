"""When people were woken; what `teams.paging` knows of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from teams.models import User


def calls_of(users: Iterable[User], since: datetime, until: datetime) -> list[tuple[int, datetime]]:
    """(person, moment) of every call."""
    return []
