"""Policies of the brand: timers, legal deadlines, chains, stakeholders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crisisdesk.kernel.rights import may, require
from playbooks import policy
from playbooks.forms.small import LegalClockForm, StakeholderForm, TimersForm
from playbooks.models import LegalClock, Stakeholder
from playbooks.services import legal, policies
from playbooks.services import timers as changing
from playbooks.views.frame import crumbs, here, tabs

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def timers(request: HttpRequest) -> HttpResponse:
    brand = here(request)
    changing = request.method == "POST"
    require(request.user, "playbooks.manage" if changing else "playbooks.read", brand)
    initial = policy.timer_values(brand)
    form = TimersForm(request.POST if changing else None, initial=initial)
    if not form.is_valid():
        may_edit = may(request.user, "playbooks.manage", brand)
        context = {"form": form, "may_edit": may_edit, "tabs": tabs("timers")}
        return render(request, "playbooks/timers.html", context, status=422 if changing else 200)
    changing.set_timers(brand, form.minutes(), actor=request.user)
    messages.success(request, _("Deadlines saved; running clocks keep what they began with."))
    return redirect("playbooks:timers")


@login_required
@require_safe
def legal_clocks(request: HttpRequest) -> HttpResponse:
    brand = here(request)
    require(request.user, "playbooks.read", brand)
    context = {
        "clocks": policy.legal_clocks(brand),
        "may_edit": may(request.user, "playbooks.edit", brand),
        "may_confirm": may(request.user, "playbooks.verify_legal_clock", brand),
        "no_hours": [legal.NO_HOURS],
        "tabs": tabs("legal_clocks"),
    }
    return render(request, "playbooks/legal_clocks.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def legal_clock(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a legal deadline."""
    clock = get_object_or_404(LegalClock.objects.visible_to(request.user), pk=pk)
    require(request.user, "playbooks.edit", clock)
    form = LegalClockForm(request.POST or None, instance=clock)
    if not form.is_valid():
        context = {"form": form, "clock": clock, "crumbs": crumbs(label=_("Legal deadline"))}
        status = 422 if form.is_bound else 200
        return render(request, "playbooks/legal_clock.html", context, status=status)
    legal.change_legal_clock(clock, actor=request.user, **form.cleaned_data)
    messages.success(request, _("Saved; legal has to confirm it again."))
    return redirect("playbooks:legal_clocks")


@login_required
@require_POST
def confirm_legal_clock(request: HttpRequest, pk: int) -> HttpResponse:
    clock = get_object_or_404(LegalClock.objects.visible_to(request.user), pk=pk)
    legal.confirm_legal_clock(clock, actor=request.user)
    messages.success(request, _("The deadline is confirmed."))
    return redirect("playbooks:legal_clocks")


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
        "people": Stakeholder.objects.filter(brand=brand),
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
    policies.save_stakeholder(form.save(commit=False), actor=request.user)
    return redirect("playbooks:stakeholders")


@login_required
@require_POST
def remove_stakeholder(request: HttpRequest, pk: int) -> HttpResponse:
    entry = get_object_or_404(Stakeholder, pk=pk, brand=here(request))
    policies.remove_stakeholder(entry, actor=request.user)
    return redirect("playbooks:stakeholders")
