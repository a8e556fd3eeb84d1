"""What every page of the room begins with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from crisisdesk.kernel.rights import may, require
from teams import brands

if TYPE_CHECKING:
    from django.http import HttpRequest

    from teams.models import Brand

ABILITIES = (
    "see_authors", "raise_signal", "triage", "take_in", "attach", "correct", "manage", "choose_judge",
)  # fmt: skip


def here(request: HttpRequest) -> Brand:
    """The brand one works for now; who belongs to none sees nothing."""
    brand = brands.current(request)
    if brand is None:
        raise Http404
    require(request.user, "monitoring.see", brand)
    return brand


def rights(request: HttpRequest, brand: Brand) -> dict[str, bool]:
    """What the reader may do here: `can.triage` and its like."""
    return {name: may(request.user, f"monitoring.{name}", brand) for name in ABILITIES}


def tabs(request: HttpRequest, current: str) -> list[dict[str, Any]]:
    """The views of the room."""
    views = {
        "signals": (_("Signals"), "monitoring:signals"),
        "mentions": (_("Mentions"), "monitoring:mentions"),
        "sentiment": (_("Sentiment"), "monitoring:sentiment"),
        "watches": (_("Watches"), "monitoring:watches"),
        "sources": (_("Sources"), "monitoring:sources"),
    }
    return [
        {"label": label, "url": reverse(name), "current": key == current}
        for key, (label, name) in views.items()
    ]


def trail(name: str, label: str, page: str = "") -> list[dict[str, str]]:
    """The way back to a list; `page` names the page itself."""
    found = [{"label": label, "url": reverse(name)}]
    return [*found, {"label": page, "url": ""}] if page else found
