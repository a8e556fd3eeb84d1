"""Figures over many cases: page, paper and spreadsheets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.rights import may, require
from desk import report_files as files
from desk import reports as figures
from desk import targets
from desk.forms_targets import TargetsForm
from desk.report_filter import ReportFilter
from playbooks.services.targets import set_targets
from playbooks.views.frame import here

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@login_required
@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    """Durations and shares by the filters of the address, beside the period before."""
    return _page(request, "desk/reports.html")


@login_required
@require_safe
def on_paper(request: HttpRequest) -> HttpResponse:
    """The same to print."""
    return _page(request, "desk/reports_print.html")


@login_required
@require_safe
def reports_csv(request: HttpRequest) -> HttpResponse:
    """The same figures for a spreadsheet."""
    # The mark at the beginning tells spreadsheets that the letters are UTF-8.
    return _file(request, "csv", "text/csv; charset=utf-8", lambda r: "\ufeff" + files.as_csv(r))


@login_required
@require_safe
def reports_xlsx(request: HttpRequest) -> HttpResponse:
    """The same figures as a workbook."""
    return _file(request, "xlsx", WORKBOOK, files.as_xlsx)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def aims(request: HttpRequest) -> HttpResponse:
    """What the brand wants to reach in each figure."""
    brand = here(request)
    require(request.user, "playbooks.set_targets", brand)
    setting = request.method == "POST"
    form = TargetsForm(request.POST if setting else None, initial=targets.of_brand(brand))
    if setting and form.is_valid():
        set_targets(brand, form.cleaned_data, actor=request.user)
        messages.success(request, _("Targets saved."))
        return redirect(f"{reverse('desk:reports')}?brand={brand.slug}")
    return render(request, "desk/targets.html", {"form": form}, status=422 if setting else 200)


def _page(request: HttpRequest, template: str) -> HttpResponse:
    form = ReportFilter(request.GET, user=request.user)
    context: dict[str, Any] = {"form": form, "query": request.GET.urlencode(), "at": now()}
    if form.is_valid():
        found, earlier = figures.report(form.cases()), form.cases_before()
        context |= {
            "report": found,
            "rows": figures.beside(
                found,
                figures.report(earlier) if earlier is not None else None,
                targets.of_brand(form.one_brand),
            ),
            "before": form.before,
            "may_aim": may(request.user, "playbooks.set_targets", form.one_brand),
        }
    return render(request, template, context, status=200 if form.is_valid() else 422)


def _file(
    request: HttpRequest, suffix: str, kind: str, write: Callable[[figures.Report], str | bytes]
) -> HttpResponse:
    form = ReportFilter(request.GET, user=request.user)
    if not form.is_valid():
        return render(request, "desk/reports.html", {"form": form}, status=422)
    headers = {
        "Content-Disposition": f'attachment; filename="metrics-{timezone.localdate()}.{suffix}"'
    }
    return HttpResponse(write(figures.report(form.cases())), content_type=kind, headers=headers)
