"""Addresses for calendar programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from teams.rota import ical
from teams.views.rotas import found

if TYPE_CHECKING:
    from django.http import HttpRequest


@login_required
def mine(request: HttpRequest) -> HttpResponse:
    """My addresses."""
    links = request.user.calendar_links.select_related("rota")
    return render(request, "teams/calendars.html", {"links": links})


@login_required
@require_POST
@never_cache
def make(request: HttpRequest) -> HttpResponse:
    """A new address of my own shifts; the answer is the only page that ever shows it."""
    address = ical.make(request.user)
    return render(request, "teams/calendar_shown.html", {"address": address}, status=201)


@login_required
@require_POST
@never_cache
def make_of_rota(request: HttpRequest, pk: int) -> HttpResponse:
    """A new address of a whole rota."""
    rota = found(request, pk)
    context = {"address": ical.make(request.user, rota), "rota": rota}
    return render(request, "teams/calendar_shown.html", context, status=201)


@login_required
@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    if not ical.revoke(request.user, pk):
        raise Http404
    return redirect("teams:calendars")


@require_safe
def file(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar itself; whoever has the address needs no sign-in."""
    link = ical.find(token)
    if link is None:
        raise Http404
    answer = HttpResponse(ical.write(link), content_type="text/calendar; charset=utf-8")
    answer["Cache-Control"] = "private, max-age=900"
    answer["Content-Disposition"] = 'inline; filename="duty.ics"'
    answer["X-Robots-Tag"] = "noindex"
    return answer
