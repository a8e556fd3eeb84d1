"""What the frame of every signed-in page shows about its reader."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.functional import SimpleLazyObject

from teams import brands
from teams.duty import on_duty
from teams.middleware import reader
from teams.models import Notice, Theme

if TYPE_CHECKING:
    from django.http import HttpRequest

THEME_COOKIE = "theme"


def person(request: HttpRequest) -> dict[str, Any]:
    """Theme, brands, who is on duty and the bell; each is read only when a page prints it."""
    frame: dict[str, Any] = {"theme": theme(request)}
    if (user := reader(request)) is None:
        return frame
    brand = SimpleLazyObject(lambda: brands.current(request))
    return frame | {
        "brand": brand,
        "brands": SimpleLazyObject(
            lambda: [other for other in brands.brands_of(user) if other != brand]
        ),
        "on_duty": SimpleLazyObject(lambda: on_duty(brand) if brand else []),
        "notice_count": SimpleLazyObject(
            lambda: Notice.objects.filter(user=user, read_at=None).count()
        ),
    }


def theme(request: HttpRequest) -> str:
    """The colours this browser asked for."""
    chosen = request.COOKIES.get(THEME_COOKIE, "")
    return chosen if chosen in Theme.values else Theme.SYSTEM
