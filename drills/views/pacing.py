"""Whoever controls a drill drives its story."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from crisisdesk.kernel.rights import require
from drills import services
from drills.forms import PutInForm, SpeedForm
from drills.views.frame import drill_of
from teams.forms.handing import accepted

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@login_required
@require_POST
def pause(request: HttpRequest, pk: int) -> HttpResponse:
    return redirect(services.pause(drill_of(request, pk), actor=request.user))


@login_required
@require_POST
def go_on(request: HttpRequest, pk: int) -> HttpResponse:
    return redirect(services.go_on(drill_of(request, pk), actor=request.user))


@login_required
@require_POST
def speed(request: HttpRequest, pk: int) -> HttpResponse:
    drill, form = drill_of(request, pk), SpeedForm(request.POST)
    chosen = form.cleaned_data["speed"] if form.is_valid() else 0
    return redirect(services.set_speed(drill, actor=request.user, speed=chosen))


@login_required
@require_POST
def send_now(request: HttpRequest, pk: int, inject: int) -> HttpResponse:
    drill = drill_of(request, pk)
    services.send_now(get_object_or_404(drill.runs, pk=inject), actor=request.user)
    return redirect(f"{drill.get_absolute_url()}#inject-{inject}")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def put_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Say something to the players that no scenario foresaw."""
    drill = drill_of(request, pk)
    require(request.user, "drills.drive", drill)
    form = PutInForm(request.POST or None)
    if request.method == "POST" and accepted(form, services.put_in, drill, actor=request.user):
        return redirect(drill)
    crumbs = [
        {"label": str(drill.scenario), "url": drill.get_absolute_url()},
        {"label": _("Put in"), "url": ""},
    ]
    context = {"drill_run": drill, "drill": True, "form": form, "crumbs": crumbs}
    return render(request, "drills/put_in.html", context, status=422 if form.errors else 200)
