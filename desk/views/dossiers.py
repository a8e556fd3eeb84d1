"""Checking a case's evidence and taking it out of the house."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crisisdesk.kernel import files
from crisisdesk.kernel.rights import require
from desk.dossier import asking, showing
from desk.forms_dossier import DossierForm
from incidents.access import case_of
from incidents.enums import DossierPurpose
from monitoring.views.asking import attempt, sent

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse, StreamingHttpResponse

    from incidents.models import Dossier, Incident


def _case(request: HttpRequest, reference: str) -> Incident:
    incident = case_of(request, reference)
    require(request.user, "incidents.export_dossier", incident, asking.WHO)
    return incident


def _dossier(request: HttpRequest, reference: str, number: int) -> Dossier:
    incident = _case(request, reference)
    found = get_object_or_404(showing.seen_by(request.user, incident), number=number)
    found.incident = incident
    return found


@login_required
@require_safe
def overview(request: HttpRequest, reference: str) -> HttpResponse:
    """How the chain stands, whom a dossier can be made for, and what was made."""
    context = showing.overview(_case(request, reference), request.user)
    return render(request, "desk/dossiers.html", context)


@login_required
@require_POST
def check(request: HttpRequest, reference: str) -> HttpResponse:
    """Read everything again."""
    incident = _case(request, reference)
    asking.check_now(incident, actor=request.user)
    return redirect("incidents:dossiers", incident.reference)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, reference: str, purpose: str) -> HttpResponse:
    """Say what goes in and whom it is for."""
    incident = _case(request, reference)
    if purpose not in DossierPurpose.values:
        raise Http404
    form = DossierForm(sent(request), incident=incident, user=request.user, purpose=purpose)
    made = attempt(form, lambda: asking.ask(incident, actor=request.user, **form.facts()))
    if made is not None:
        return redirect("incidents:dossier", incident.reference, made.number)
    context = {
        "incident": incident,
        "drill": incident.is_drill,
        "form": form,
        "purpose": DossierPurpose(purpose).label,
    }
    status = 422 if form.is_bound else 200
    return render(request, "desk/dossier_new.html", context, status=status)


@login_required
@require_safe
def dossier(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """How far it is, what it holds, who took it."""
    found = _dossier(request, reference, number)
    return render(request, "desk/dossier.html", showing.one(found, request.user))


@login_required
@require_safe
def download(request: HttpRequest, reference: str, number: int) -> StreamingHttpResponse:
    """The archive; who took it is kept."""
    return handed_out(_dossier(request, reference, number), request)


def handed_out(found: Dossier, request: HttpRequest) -> StreamingHttpResponse:
    """The file as an answer of page and API alike."""
    file = asking.hand_out(found, actor=request.user)
    answer = files.handed_out(request, file, name=found.name, kind="application/zip")
    answer["Cache-Control"] = "no-store"
    return answer
