"""The search over ended cases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.http import require_safe

from desk import past
from desk.forms_past import PastFilter

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

PAGE_SIZE = 20


@login_required
@require_safe
def past_cases(request: HttpRequest) -> HttpResponse:
    """Ended cases by the filters of the address."""
    form = PastFilter(request.GET, user=request.user)
    wanted = form.chosen()
    page = Paginator(past.listing(request.user, wanted), PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    page.object_list = past.told(page.object_list)
    context = {"page": page, "form": form, "filtered": any(wanted.values())}
    return render(request, "desk/past_cases.html", context)
