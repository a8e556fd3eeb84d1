"""Deadlines of the brand: by severity, and by law."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crisisdesk.kernel.rights import may, require
from playbooks import policy
from playbooks.forms.deadlines import LegalClockForm, TimersForm
from playbooks.models import LegalClock
from playbooks.services import legal
from playbooks.services import timers as changing
from playbooks.views.frame import crumbs, here, tabs
from teams.forms.handing import accepted

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from teams.models import Brand, User

READ_AND_WRITE = ["GET", "HEAD", "POST"]


@login_required
@require_http_methods(READ_AND_WRITE)
def timers(request: HttpRequest) -> HttpResponse:
    """Minutes by severity, and who changed them."""
    brand = here(request)
    changing_them = request.method == "POST"
    require(request.user, "playbooks.manage" if changing_them else "playbooks.read", brand)
    page = policy.timers_page(brand)
    form = TimersForm(request.POST if changing_them else None, initial=page.values)
    if changing_them and accepted(form, _set_timers, brand, form, request.user):
        messages.success(request, _("Deadlines saved; running clocks keep what they began with."))
        return redirect("playbooks:timers")
    context = {
        "form": form,
        "changed": page.changed,
        "warning": page.warning,
        "quiet": brand.quiet_minutes,
        "may_edit": may(request.user, "playbooks.manage", brand),
        "tabs": tabs("timers"),
    }
    status = 422 if changing_them else 200
    return render(request, "playbooks/timers.html", context, status=status)


def _set_timers(brand: Brand, form: TimersForm, actor: User, **_fields: Any) -> None:
    changing.set_timers(brand, form.limits(), actor=actor, ahead=form.ahead())


@login_required
@require_POST
def reset_timers(request: HttpRequest) -> HttpResponse:
    """Back to what the desk came with."""
    changing.reset_timers(here(request), actor=request.user)
    messages.success(request, _("The deadlines are as they were shipped."))
    return redirect("playbooks:timers")


@login_required
@require_safe
def legal_clocks(request: HttpRequest) -> HttpResponse:
    brand = here(request)
    require(request.user, "playbooks.read", brand)
    context = {
        "clocks": policy.legal_clocks(brand),
        "may_edit": may(request.user, "playbooks.manage", brand),
        "may_confirm": may(request.user, "playbooks.verify_legal_clock", brand),
        "no_hours": [legal.NO_HOURS],
        "tabs": tabs("legal_clocks"),
    }
    return render(request, "playbooks/legal_clocks.html", context)


@login_required
@require_http_methods(READ_AND_WRITE)
def new_legal_clock(request: HttpRequest) -> HttpResponse:
    """Write down another legal deadline."""
    brand = here(request)
    require(request.user, "playbooks.manage", brand)
    form = LegalClockForm(request.POST or None, instance=LegalClock(brand=brand))
    if not form.is_valid():
        return _form(request, form, _("New legal deadline"))
    legal.add_legal_clock(brand, actor=request.user, **form.cleaned_data)
    messages.success(request, _("Written down; legal has to confirm it."))
    return redirect("playbooks:legal_clocks")


@login_required
@require_http_methods(READ_AND_WRITE)
def legal_clock(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a legal deadline."""
    clock = get_object_or_404(LegalClock.objects.visible_to(request.user), pk=pk)
    require(request.user, "playbooks.edit", clock)
    form = LegalClockForm(request.POST or None, instance=clock)
    if not form.is_valid():
        return _form(request, form, str(clock))
    changed = legal.change_legal_clock(clock, actor=request.user, **form.cleaned_data)
    said = _("Saved.") if changed.is_confirmed else _("Saved; legal has to confirm it again.")
    messages.success(request, said)
    return redirect("playbooks:legal_clocks")


def _form(request: HttpRequest, form: LegalClockForm, name: str) -> HttpResponse:
    context: dict[str, Any] = {
        "form": form,
        "name": name,
        "is_new": form.instance.pk is None,
        "crumbs": crumbs(label=_("Legal deadline")),
    }
    status = 422 if form.is_bound else 200
    return render(request, "playbooks/legal_clock.html", context, status=status)


@login_required
@require_POST
def confirm_legal_clock(request: HttpRequest, pk: int) -> HttpResponse:
    clock = get_object_or_404(LegalClock.objects.visible_to(request.user), pk=pk)
    legal.confirm_legal_clock(clock, actor=request.user)
    messages.success(request, _("The deadline is confirmed."))
    return redirect("playbooks:legal_clocks")
