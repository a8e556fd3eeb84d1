"""The newsroom of a drill and what was held back: for those who play, watch and control."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_safe

from crisisdesk.kernel.rights import require
from drills import sandbox
from drills.held import held
from drills.views.frame import drill_of
from newsroom.views import alternates
from statements.views.files import handed_out

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

    from drills.models import Drill

#: Nobody keeps these pages, and no robot takes them for the real ones.
SECRET = {
    "Cache-Control": "private, no-store, max-age=0",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
}


def _stage(request: HttpRequest, pk: int) -> Drill:
    drill = drill_of(request, pk)
    require(request.user, "drills.see_stage", drill)
    return drill


def _secret(answer: Any) -> Any:
    for name, value in SECRET.items():
        answer[name] = value
    return answer


@login_required
@require_safe
def newsroom(request: HttpRequest, pk: int) -> HttpResponse:
    """What the public would have read, the newest first."""
    drill, language = _stage(request, pk), _language(request)
    with translation.override(language):
        context = _frame(request, drill, language) | {"entries": sandbox.entries(drill, language)}
        return _secret(render(request, "newsroom/brand.html", context))


@login_required
@require_safe
def text(request: HttpRequest, pk: int, words: str) -> HttpResponse:
    """One text with its promises and its corrections."""
    drill, language = _stage(request, pk), _language(request)
    with translation.override(language):
        found = sandbox.entry(drill, words, language)
        context = _frame(request, drill, language) | {"entry": found}
        return _secret(render(request, "newsroom/statement.html", context))


@login_required
@require_safe
def file(request: HttpRequest, pk: int, digest: str) -> HttpResponseBase:
    """A picture or document of such a text."""
    return _secret(handed_out(sandbox.file_of(_stage(request, pk), digest), request))


@login_required
@require_safe
def held_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Posts, letters and replies that would have gone out, with their words."""
    drill = _stage(request, pk)
    context = {"drill_run": drill, "drill": True, "held": held(drill)}
    return _secret(render(request, "drills/held.html", context))


def _language(request: HttpRequest) -> str:
    """By the address alone, as in the newsroom."""
    return "en" if request.GET.get("lang") == "en" else "vi"


def _frame(request: HttpRequest, drill: Drill, language: str) -> dict[str, Any]:
    brand = drill.incident.brand
    return {
        "newsroom_base": "drills/base_sandbox.html",
        "rehearsal": True,
        "drill_run": drill,
        "brand": brand.name,
        "the_brand": brand,
        "home": sandbox.home(drill, language),
        "back": reverse("drills:run", args=[drill.pk]),
        "alternates": alternates(request.path),
    }
