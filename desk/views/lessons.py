"""The list of what reviews taught and what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.http import require_safe

from desk.forms_lessons import LessonFilter
from incidents.selectors import lessons as selectors

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

PAGE_SIZE = 30


@login_required
@require_safe
def lessons(request: HttpRequest) -> HttpResponse:
    """Lessons by the filters of the address."""
    form = LessonFilter(request.GET, user=request.user)
    found = selectors.listing(request.user, **form.chosen())
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"page": page, "form": form, "filtered": any(form.chosen().values())}
    return render(request, "desk/lessons.html", context)
