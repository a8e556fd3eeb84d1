"""What every page of the room begins with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from drills import selectors
from drills.models import Scenario
from teams import brands

if TYPE_CHECKING:
    from django.http import HttpRequest

    from drills.models import Drill
    from teams.models import Brand


def here(request: HttpRequest) -> Brand:
    """The brand one works for now; who belongs to none sees nothing."""
    brand = brands.current(request)
    if brand is None:
        raise Http404
    return brand


def scenario_of(request: HttpRequest, pk: int) -> Scenario:
    found = Scenario.objects.visible_to(request.user).select_related("brand")
    return get_object_or_404(found, pk=pk)


def drill_of(request: HttpRequest, pk: int) -> Drill:
    """The drill with its injects, if the person may see its case."""
    return get_object_or_404(selectors.with_runs(selectors.drills(request.user)), pk=pk)


def tabs(current: str) -> list[dict[str, Any]]:
    """The views of the room."""
    views = {
        "drills": (_("Drills"), "drills:list"),
        "scenarios": (_("Scenarios"), "drills:scenarios"),
        "readiness": (_("Readiness"), "drills:readiness"),
        "gaps": (_("Gaps"), "drills:gaps"),
    }
    return [
        {"label": label, "url": reverse(name), "current": key == current}
        for key, (label, name) in views.items()
    ]
