"""Everyone's statements, and those that wait for me."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from crisisdesk.kernel.vocabulary import StatementKind
from statements import selectors
from statements.enums import State

if TYPE_CHECKING:
    from typing import Any

    from django.http import HttpRequest, HttpResponse

PAGE = 30


@login_required
def index(request: HttpRequest) -> HttpResponse:
    """Statements by the filters of the address."""
    page = Paginator(selectors.listing(request.user, request.GET), PAGE)
    context = {
        "page": page.get_page(request.GET.get("page")),
        "states": [("live", _("In the making")), ("said", _("Published ones")), *State.choices],
        "kinds": StatementKind.choices,
        "wanted": request.GET,
        "waiting": selectors.waiting_for(request.user),
        "filtered": any(request.GET.get(name) for name in ("state", "kind", "q", "drill")),
    }
    return render(request, "statements/list.html", context)


@login_required
def approvals(request: HttpRequest) -> HttpResponse:
    """My queue across all cases, the most urgent first."""
    rows = selectors.queue_of(request.user)
    return render(request, "statements/approvals.html", {"rows": rows})


@login_required
@require_safe
def approvals_count(request: HttpRequest) -> HttpResponse:
    """The number beside the navigation, asked for after the page so that no page waits for it."""
    count = len(selectors.waiting_for(request.user))
    return render(request, "statements/_approvals_count.html", {"waiting_count": count})


def tabs_of(request: HttpRequest, names: dict[str, Any], chosen: str) -> list[dict[str, Any]]:
    """Links that switch the view by the address."""
    return [
        {"label": label, "url": f"?view={name}", "current": name == chosen}
        for name, label in names.items()
    ]
