"""Help as pages of its own: the list that can be searched, and one topic."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from desk.forms_help import HelpSearch
from desk.help import book

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    form = HelpSearch(request.GET)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    context = {"topics": book.search(words), "form": form, "words": words}
    return render(request, "desk/help.html", context)


@login_required
@require_safe
def topic(request: HttpRequest, key: str) -> HttpResponse:
    found = book.topic(key)
    if found is None:
        raise Http404
    return render(request, "desk/help_topic.html", {"topic": found})
