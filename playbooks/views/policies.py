"""Policies of the brand: chains and stakeholders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crisisdesk.kernel.rights import may, require
from playbooks import policy
from playbooks.forms.small import StakeholderForm
from playbooks.models import Stakeholder, StakeholderList
from playbooks.services import policies
from playbooks.views.frame import crumbs, here, tabs

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@login_required
@require_safe
def chains(request: HttpRequest) -> HttpResponse:
    """Approval chains in words."""
    brand = here(request)
    require(request.user, "playbooks.read", brand)
    context = {**policy.chains_page(brand), "tabs": tabs("chains")}
    return render(request, "playbooks/chains.html", context)


@login_required
@require_safe
def stakeholders(request: HttpRequest) -> HttpResponse:
    brand = here(request)
    require(request.user, "playbooks.read", brand)
    context = {
        "people": Stakeholder.objects.filter(brand=brand).prefetch_related("lists"),
        "lists": StakeholderList.objects.filter(brand=brand).prefetch_related("people"),
        "may_edit": may(request.user, "playbooks.manage", brand),
        "tabs": tabs("stakeholders"),
    }
    return render(request, "playbooks/stakeholders.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def stakeholder(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Add someone, or change an entry."""
    brand = here(request)
    entry = Stakeholder(brand=brand)
    if pk is not None:
        entry = get_object_or_404(Stakeholder, pk=pk, brand=brand)
    require(request.user, "playbooks.manage", brand)
    form = StakeholderForm(request.POST or None, instance=entry)
    if not form.is_valid():
        context = {"form": form, "entry": entry, "crumbs": crumbs(label=_("Stakeholder"))}
        status = 422 if form.is_bound else 200
        return render(request, "playbooks/stakeholder.html", context, status=status)
    lists = form.cleaned_data["lists"]
    policies.save_stakeholder(form.save(commit=False), actor=request.user, lists=lists)
    return redirect("playbooks:stakeholders")


@login_required
@require_POST
def remove_stakeholder(request: HttpRequest, pk: int) -> HttpResponse:
    entry = get_object_or_404(Stakeholder, pk=pk, brand=here(request))
    policies.remove_stakeholder(entry, actor=request.user)
    return redirect("playbooks:stakeholders")
