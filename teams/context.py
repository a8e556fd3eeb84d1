"""What the frame of every signed-in page shows about its reader."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.functional import SimpleLazyObject

from teams import brands
from teams.duty import duties
from teams.middleware import reader
from teams.models import Notice, Theme

if TYPE_CHECKING:
    from django.http import HttpRequest

    from teams.models import Brand, User

THEME_COOKIE = "theme"


def person(request: HttpRequest) -> dict[str, Any]:
    """Theme, brands, who is on duty and the bell; each is read only when a page prints it."""
    frame: dict[str, Any] = {"theme": theme(request)}
    if (user := reader(request)) is None:
        return frame
    brand = SimpleLazyObject(lambda: brands.current(request))
    return frame | {
        "brand": brand,
        "sample": getattr(user, "looks_round", False)
        and SimpleLazyObject(lambda: bool(brand and brand.is_sample)),
        "brands": SimpleLazyObject(
            lambda: [other for other in brands.brands_of(user) if other != brand]
        ),
        "on_duty": SimpleLazyObject(lambda: answering(brand) if brand else []),
        "notice_count": SimpleLazyObject(
            lambda: Notice.objects.filter(user=user, read_at=None).count()
        ),
    }


def answering(brand: Brand) -> list[User]:
    """People on duty now, each once: general duty first, then those on duty in a role."""
    found: dict[int, User] = {}
    for duty in sorted(duties(brand), key=lambda duty: duty.role):
        if duty.user.pk not in found:
            duty.user.duty_role = duty.rota.duty if duty.rota and duty.role else ""
            found[duty.user.pk] = duty.user
    return list(found.values())


def theme(request: HttpRequest) -> str:
    """The colours this browser asked for."""
    chosen = request.COOKIES.get(THEME_COOKIE, "")
    return chosen if chosen in Theme.values else Theme.SYSTEM
