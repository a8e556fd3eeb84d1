"""Answering from the message: a signed link that asks for a press, without signing in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.core.internal import ratelimit
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from crisisdesk.kernel.rights import require
from teams.paging import acts, links

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

#: From one address of the network: enough for an office behind one, too few for guessing.
RATE = {"page_link": "60/m/ip"}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page_link(request: HttpRequest, token: str) -> HttpResponse:
    """Show the words and a button; only the button answers, for mail scanners open every link."""
    if not ratelimit.consume(request, app="teams", action="page_link", config=RATE, limit_get=True):
        return render(request, "429.html", status=429)
    call = links.call_of(token)
    if call is None:
        return render(request, "teams/paging/link_void.html", status=404)
    # Whoever has left, or may not know of it any more, reads nothing of it either.
    require(call.user, "teams.answer_page", call.page)
    with translation.override(call.user.language):
        if request.method == "POST" and call.page.is_going:
            call.page = acts.answer(call.page, call.user)
        context = {"page": call.page, "called": call.user, "drill": call.page.is_drill}
        return render(request, "teams/paging/link.html", context)
