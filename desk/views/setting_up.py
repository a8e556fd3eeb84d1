"""The door of an empty desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.utils import perform_login
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from desk.firstday import setting_up

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def setup(request: HttpRequest, code: str) -> HttpResponse:
    """Who are you, and for which brand. A wrong code and a desk with people look the same."""
    if not (setting_up.fits(code) and setting_up.is_open()):
        raise Http404
    form = setting_up.SetUpForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        membership = setting_up.set_up(**form.cleaned_data)
        answer = perform_login(
            request, membership.user, redirect_url=reverse("desk:first-day"), signup=False
        )
    else:
        status = 422 if form.errors else 200
        answer = render(request, "desk/setup.html", {"form": form}, status=status)
    # The address opens the desk, so it is told to no other page.
    answer["Referrer-Policy"] = "same-origin"
    return answer
