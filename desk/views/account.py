"""Notices of the person, and searching everything they may see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from desk import searching
from incidents.models import Incident
from teams import selectors
from teams.roles import brand_ids
from teams.services.account import mark_read

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from teams.models import User

PAGE_SIZE = 30


@login_required
def notices(request: HttpRequest) -> HttpResponse:
    """What the desk told me, newest first."""
    found = selectors.notices_of(request.user).exclude(subject__in=hidden(request.user))
    found = found.order_by("-id")
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    rows = [(notice, selectors.words_of(notice)) for notice in page]
    return render(request, "desk/notices.html", {"page": page, "rows": rows})


def hidden(user: User) -> list[str]:
    """References of cases of the person's brands that were closed to them since."""
    rows = Incident.objects.filter(brand__in=brand_ids(user), restricted=True)
    return [case.reference for case in rows.exclude(pk__in=Incident.objects.visible_to(user))]


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
