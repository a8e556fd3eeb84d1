"""Home: my next actions, open cases with clocks, what is new."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.shortcuts import render

from crisisdesk.kernel.rights import may
from desk import home as overview
from teams import brands

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """The duty desk."""
    brand = brands.current(request)
    context = overview.overview(request.user, brand)
    context["may_open"] = brand is not None and may(request.user, "incidents.open", brand)
    return render(request, "desk/home.html", context)
