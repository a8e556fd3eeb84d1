"""Which brand a person works for now, when they belong to several."""

from __future__ import annotations

from typing import TYPE_CHECKING

from teams.roles import memberships

if TYPE_CHECKING:
    from django.http import HttpRequest

    from teams.models import Brand, User

SESSION_KEY = "brand"


def brands_of(user: User) -> list[Brand]:
    """The person's brands by name."""
    return sorted((row.brand for row in memberships(user).values()), key=lambda brand: brand.name)


def current(request: HttpRequest) -> Brand | None:
    """The brand chosen in this session, else the one joined first; None without any."""
    mine = memberships(request.user)
    if (chosen := mine.get(request.session.get(SESSION_KEY))) is not None:
        return chosen.brand
    return min(mine.values(), key=lambda row: row.pk).brand if mine else None


def choose(request: HttpRequest, brand: Brand) -> None:
    """Remember the brand for the rest of the session."""
    request.session[SESSION_KEY] = brand.pk
