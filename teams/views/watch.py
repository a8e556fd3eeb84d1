"""Whether the desk itself is well: for its admins, beside what tells the outside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.shortcuts import render

from crisisdesk.kernel.rights import require
from outbox import deadman
from teams.models import AuditFinding
from teams.views.people import my_brand

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

LINES = 20


@login_required
def watch(request: HttpRequest) -> HttpResponse:
    """Every part with what is wrong, when each outside monitor was last reached, the auditor."""
    brand = my_brand(request)
    require(request.user, "teams.manage_brand", brand)
    parts = deadman.parts()
    findings = AuditFinding.objects.filter(page__brand=brand).select_related("page")
    context = {
        "parts": parts,
        "well": not any(parts.values()),
        "monitors": deadman.monitors(),
        "findings": findings[:LINES],
    }
    return render(request, "teams/paging/watch.html", context)
