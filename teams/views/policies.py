"""Escalation policies: what they are, whom they reach tonight, and changing them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from crisisdesk.kernel.rights import may, require
from crisisdesk.kernel.vocabulary import Severity
from teams.forms.handing import accepted
from teams.forms.policies import WholePolicy
from teams.models import EscalationPolicy
from teams.paging import freezing, policies
from teams.roles import brand_ids
from teams.views.people import my_brand

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from teams.models import Brand


@login_required
def index(request: HttpRequest) -> HttpResponse:
    """The brand's policies, and whom the one in use would reach."""
    brand = my_brand(request)
    require(request.user, "teams.see_pages", brand)
    used = freezing.of(brand, Severity.HIGH)
    context = {
        "brand": brand,
        "rows": EscalationPolicy.objects.filter(brand=brand).prefetch_related("steps"),
        "used": used,
        "reach": policies.reach(brand, used),
        "manages": may(request.user, "teams.manage_policies", brand),
    }
    return render(request, "teams/paging/policies.html", context)


@login_required
@require_POST
def adopt(request: HttpRequest) -> HttpResponse:
    """Make the built-in policy one's own."""
    row = policies.adopt(my_brand(request), actor=request.user)
    return redirect("teams:policy", row.pk)


@login_required
def new(request: HttpRequest) -> HttpResponse:
    brand = my_brand(request)
    require(request.user, "teams.manage_policies", brand)
    return _edit(request, brand, None)


@login_required
def policy(request: HttpRequest, pk: int) -> HttpResponse:
    row = _policy(request, pk)
    require(request.user, "teams.manage_policies", row.brand)
    return _edit(request, row.brand, row)


@login_required
@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    policies.remove(_policy(request, pk), actor=request.user)
    return redirect("teams:policies")


def _policy(request: HttpRequest, pk: int) -> EscalationPolicy:
    rows = EscalationPolicy.objects.select_related("brand")
    return get_object_or_404(rows, pk=pk, brand__in=brand_ids(request.user))


def _edit(request: HttpRequest, brand: Brand, row: EscalationPolicy | None) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    form = WholePolicy(brand, row, data)
    if data is not None and accepted(form, policies.save, brand, row, actor=request.user):
        return redirect("teams:policies")
    context: dict[str, Any] = {"form": form, "row": row, "brand": brand}
    if row is not None:
        context["reach"] = policies.reach(brand, freezing.frozen(row, Severity.HIGH))
    return render(request, "teams/paging/policy.html", context, status=422 if form.errors else 200)
