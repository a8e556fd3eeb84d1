"""The risk register on pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crisisdesk.kernel.rights import may, require
from playbooks import risk_matrix
from playbooks.forms.risks import RiskForm
from playbooks.models import Risk
from playbooks.services import risks as services
from playbooks.views.frame import crumbs, here, tabs
from teams.forms.handing import accepted

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@login_required
@require_safe
def risks(request: HttpRequest) -> HttpResponse:
    """The matrix and the list, the gravest first."""
    brand = here(request)
    require(request.user, "playbooks.read", brand)
    rows = risk_matrix.register(brand)
    context = {
        "risks": rows,
        "matrix": risk_matrix.matrix(rows),
        "may_rate": may(request.user, "playbooks.rate_risks", brand),
        "tabs": tabs("risks"),
    }
    return render(request, "playbooks/risks.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def risk(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Register a risk, or look at one again."""
    brand = here(request)
    entry = Risk(brand=brand)
    if pk is not None:
        entry = get_object_or_404(Risk.objects.select_related("brand"), pk=pk, brand=brand)
    require(request.user, "playbooks.rate_risks", brand)
    form = RiskForm(request.POST or None, instance=entry)
    act, subject = (services.change, entry) if entry.pk else (services.register, brand)
    if request.method == "POST" and accepted(form, act, subject, actor=request.user):
        return redirect("playbooks:risks")
    context = {
        "form": form,
        "entry": entry,
        "ratings": entry.ratings.select_related("by") if entry.pk else [],
        "crumbs": crumbs(label=_("Risk")),
    }
    return render(request, "playbooks/risk.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    entry = get_object_or_404(Risk, pk=pk, brand=here(request))
    services.close(entry, actor=request.user)
    return redirect("playbooks:risks")
