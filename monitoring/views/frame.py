"""What every page of the room begins with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from crisisdesk.kernel.rights import may, require
from monitoring.selectors import inbox
from teams import brands

if TYPE_CHECKING:
    from django.http import HttpRequest

    from teams.models import Brand

ABILITIES = (
    "see_authors", "raise_signal", "triage", "take_in", "attach", "correct", "manage", "answer",
    "export", "save_search", "share_search", "set_retention", "erase_author",
    "see_claims", "match_claims",
    "choose_judge", "see_staff",
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
    """The views of the room, and how many mentions wait in the inbox."""
    brand = brands.current(request)
    waiting = inbox.waiting_count(brand) if brand else None
    views = {
        "signals": (_("Signals"), "monitoring:signals"),
        "inbox": (_("Inbox"), "monitoring:inbox"),
        "mentions": (_("Mentions"), "monitoring:mentions"),
        "claims": (_("False claims"), "monitoring:claims"),
        "watches": (_("Watches"), "monitoring:watches"),
        "sources": (_("Sources"), "monitoring:sources"),
    }
    return [
        {"label": label, "url": reverse(name), "current": key == current,
         "count": waiting if key == "inbox" and waiting else None}
        for key, (label, name) in views.items()
        if key != "claims" or (brand and may(request.user, "monitoring.see_claims", brand))
    ]  # fmt: skip


def trail(name: str, label: str, page: str = "") -> list[dict[str, str]]:
    """The way back to a list; `page` names the page itself."""
    found = [{"label": label, "url": reverse(name)}]
    return [*found, {"label": page, "url": ""}] if page else found
