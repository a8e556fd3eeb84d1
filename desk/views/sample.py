"""The sample: load it, look round in it, leave it, remove it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from crisisdesk.kernel.rights import require
from desk.sample import loading, removing
from teams import sample
from teams.views.people import my_brand

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from teams.models import Brand


@login_required
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """What the sample is, and whether it is there."""
    _admin(request)
    context = {"there": sample.brand(), "inside": sample.is_in(request)}
    return render(request, "desk/sample.html", context)


@login_required
@require_POST
def load(request: HttpRequest) -> HttpResponse:
    """Bring it, and go in."""
    loading.load(_admin(request), actor=request.user)
    sample.enter(request)
    return redirect("desk:home")


@login_required
@require_POST
def enter(request: HttpRequest) -> HttpResponse:
    """Look round in what is loaded."""
    _admin(request)
    if sample.brand() is None:
        raise Http404
    sample.enter(request)
    return redirect("desk:home")


@login_required
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Back to one's own desk; whoever was not inside stays where they are."""
    sample.leave(request)
    return redirect("desk:home")


@login_required
@require_POST
def remove(request: HttpRequest) -> HttpResponse:
    """Take all of it away, for everybody."""
    _admin(request)
    removing.remove(actor=request.user)
    sample.leave(request)
    messages.success(request, _("The sample is gone; no row of it is left."))
    return redirect("desk:first-day")


def _admin(request: HttpRequest) -> Brand:
    """The brand of an admin; inside the sample, where only admins come, the sample's."""
    brand = my_brand(request)
    require(request.user, "teams.manage_brand", brand)
    return brand
