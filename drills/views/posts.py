"""The posts of a drill, as the mentions of a case would stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from crisisdesk.kernel.vocabulary import Sentiment
from drills import posts as selectors
from monitoring.enums import Platform
from monitoring.selectors import spread, volume

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

PAGE_SIZE = 30


@login_required
@require_safe
def posts(request: HttpRequest, pk: int) -> HttpResponse:
    """What an invented public says, with its chart and the spread ladder."""
    drill = get_object_or_404(selectors.shown_to(request.user, pk))
    incident = drill.incident
    found = selectors.find(drill, request.GET)
    title = _("Posts of the drill")
    context = {
        "drill": True,
        "drill_run": drill,
        "title": title,
        "page": Paginator(found, PAGE_SIZE).get_page(request.GET.get("page")),
        "columns": volume.of_incident(incident),
        "spread": spread.of_incident(incident, request.user),
        "wanted": request.GET,
        "filtered": bool(request.GET.get("platform") or request.GET.get("label")),
        "platforms": [("", _("All")), *Platform.choices],
        "labels": [("", _("All")), *Sentiment.choices],
        "crumbs": [
            {"label": incident.reference, "url": incident.get_absolute_url()},
            {"label": title, "url": ""},
        ],
    }
    return render(request, "drills/posts.html", context)
