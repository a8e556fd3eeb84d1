"""When people were woken. A drill's pages are rehearsal and count for nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from teams.models import PageCall

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from teams.models import User


def calls_of(users: Iterable[User], since: datetime, until: datetime) -> list[tuple[int, datetime]]:
    """(person, moment) of every call."""
    rows = PageCall.objects.filter(
        user__in=[user.pk for user in users], at__gte=since, at__lt=until, page__is_drill=False
    )
    return list(rows.order_by("at").values_list("user", "at"))
