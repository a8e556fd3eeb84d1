"""Notices of the person, and searching everything they may see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from desk import searching
from teams import selectors
from teams.services.account import mark_read

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

PAGE_SIZE = 30


@login_required
def notices(request: HttpRequest) -> HttpResponse:
    """What the desk told me, newest first."""
    found = selectors.notices_of(request.user).order_by("-id")
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    rows = [(notice, selectors.words_of(notice)) for notice in page]
    return render(request, "desk/notices.html", {"page": page, "rows": rows})


@login_required
@require_POST
def read(request: HttpRequest) -> HttpResponse:
    """Mark all my notices as read."""
    mark_read(request.user)
    return redirect("desk:notices")


@login_required
def search(request: HttpRequest) -> HttpResponse:
    """Cases, statements and playbooks by words."""
    asked = request.GET.get("q", "")[:100]
    found = searching.search(request.user, asked)
    return render(request, "desk/search.html", {"asked": asked, "groups": found})
