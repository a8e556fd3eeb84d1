"""What sounds like blame in the words somebody is typing: a hint, never a bar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.views.decorators.http import require_POST

from crisisdesk.kernel.rights import require
from incidents.access import case_of
from incidents.selectors.wording import findings

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@login_required
@require_POST
def hints(request: HttpRequest, reference: str) -> HttpResponse:
    """Hints on `text`; nothing is kept."""
    incident = case_of(request, reference)
    require(request.user, "incidents.wash", incident)
    found = findings(incident, request.POST.get("text", ""))
    return render(request, "incidents/_wording.html", {"findings": found})
