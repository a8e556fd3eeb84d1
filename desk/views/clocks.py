"""Every clock of a case on screen and on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.views.decorators.http import require_safe

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.rights import may, require
from desk.clocks import rounds
from incidents.access import case_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def _context(request: HttpRequest, reference: str) -> dict[str, Any]:
    incident = case_of(request, reference)
    user = request.user
    require(user, "incidents.view_working", incident)
    return {
        "incident": incident,
        "drill": incident.is_drill,
        "tab": "clocks",
        "rounds": rounds(incident, user),
        "made_at": now(),
        "may_start": incident.is_open and may(user, "incidents.start_legal_clock", incident),
        "may_settle": may(user, "incidents.meet_legal_clock", incident)
        or may(user, "incidents.settle_legal_clock", incident),
    }


@login_required
@require_safe
def clocks(request: HttpRequest, reference: str) -> HttpResponse:
    """Start, due, warning, end and level of every clock of every round."""
    return render(request, "desk/clocks.html", _context(request, reference))


@login_required
@require_safe
def clocks_print(request: HttpRequest, reference: str) -> HttpResponse:
    """The same on paper."""
    return render(request, "desk/clocks_print.html", _context(request, reference))
