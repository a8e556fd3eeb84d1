"""Figures over many cases: page and spreadsheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from desk import reports as figures
from desk.report_filter import ReportFilter

if TYPE_CHECKING:
    from django.http import HttpRequest


@login_required
@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    """Durations and shares by the filters of the address."""
    form = ReportFilter(request.GET, user=request.user)
    found = figures.report(form.cases()) if form.is_valid() else None
    context = {"form": form, "report": found, "query": request.GET.urlencode()}
    return render(request, "desk/reports.html", context, status=200 if found else 422)


@login_required
@require_safe
def reports_csv(request: HttpRequest) -> HttpResponse:
    """The same figures for a spreadsheet."""
    form = ReportFilter(request.GET, user=request.user)
    if not form.is_valid():
        return render(request, "desk/reports.html", {"form": form}, status=422)
    # The mark at the beginning tells spreadsheets that the letters are UTF-8.
    body = "\ufeff" + figures.as_csv(figures.report(form.cases()))
    name = f"metrics-{timezone.localdate()}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(body, content_type="text/csv; charset=utf-8", headers=headers)
