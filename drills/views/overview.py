"""What can be rehearsed, and what was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.http import require_safe

from crisisdesk.kernel.rights import may
from drills import selectors
from drills.views.frame import here, scenario_of, tabs

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

PAGE_SIZE = 20


@login_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Scenarios, the drills that run now, and those that ran."""
    brand = here(request)
    found = selectors.drills(request.user).filter(scenario__brand=brand)
    ended = found.filter(ended_at__isnull=False)
    context = {
        "scenarios": selectors.scenarios(brand),
        "running": found.running(),
        "page": Paginator(ended, PAGE_SIZE).get_page(request.GET.get("page")),
        "may_run": may(request.user, "drills.run", brand),
        "may_write": may(request.user, "drills.write", brand),
        "tabs": tabs("drills"),
    }
    return render(request, "drills/list.html", context)


@login_required
@require_safe
def scenario(request: HttpRequest, pk: int) -> HttpResponse:
    """One story with all its injects: for those who run it, not for its players."""
    shown = scenario_of(request, pk)
    reads = may(request.user, "drills.read_script", shown)
    context = {
        "scenario": shown,
        "may_read": reads,
        "may_write": reads and may(request.user, "drills.write", shown),
        "injects": shown.story() if reads else [],
        "running": shown.drills.visible_to(request.user).running().first(),
        "past": selectors.drills(request.user).filter(scenario=shown, ended_at__isnull=False)[:5],
        "may_run": may(request.user, "drills.run", shown),
    }
    return render(request, "drills/scenario.html", context)
