"""The post-mortem on screen, on paper and as PDF."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render

from crisisdesk.kernel.rights import require
from desk import paper
from desk.review import assembled
from incidents.access import case_of
from incidents.acts import ACTS
from teams.load import pulse

if TYPE_CHECKING:
    from django.http import HttpRequest

    from incidents.models import Incident


def _case(request: HttpRequest, reference: str) -> Incident:
    incident = case_of(request, reference)
    require(request.user, "incidents.view_working", incident)
    return incident


@login_required
def review(request: HttpRequest, reference: str) -> HttpResponse:
    """The review with its open ends."""
    incident = _case(request, reference)
    context = assembled(incident, request.user)
    form = ACTS["review-write"].form(incident=incident, user=request.user)
    asks = incident.status == "post_mortem" and pulse.is_asked(incident.brand_id)
    page = {**context, "tab": "review", "form": form, "asks_pulse": asks}
    return render(request, "desk/review.html", page)


@login_required
def review_print(request: HttpRequest, reference: str) -> HttpResponse:
    """The same on paper."""
    context = assembled(_case(request, reference), request.user)
    return render(request, "desk/review_print.html", context)


@login_required
def review_pdf(request: HttpRequest, reference: str) -> HttpResponse:
    """The same as a PDF file."""
    incident = _case(request, reference)
    pdf = paper.review_pdf(assembled(incident, request.user))
    name = f"{incident.reference}-review.pdf"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)
