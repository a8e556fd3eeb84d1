"""CSV import in three steps: choose a file, look at its first rows, read what became of it."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from crisisdesk.kernel.rights import require
from monitoring.columns import ColumnsForm
from monitoring.enums import ImportState
from monitoring.forms import UploadForm
from monitoring.models import CsvImport
from monitoring.services import imports
from monitoring.views.asking import attempt, sent
from monitoring.views.frame import here, tabs

if TYPE_CHECKING:
    from django.http import HttpRequest

RECENT = 10
SHOWN_FAULTS = 100


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Choose a file."""
    brand = here(request)
    require(request.user, "monitoring.take_in", brand)
    form = UploadForm(sent(request), request.FILES or None)
    job = attempt(
        form,
        lambda: imports.upload(
            brand,
            actor=request.user,
            name=form.cleaned_data["file"].name,
            content=form.cleaned_data["file"].read(),
        ),
    )
    if job is not None:
        return redirect("monitoring:import-file", job.pk)
    done = CsvImport.objects.filter(brand=brand, state=ImportState.DONE)
    context = {"form": form, "tabs": tabs(request, "mentions")}
    context["recent"] = done.select_related("by").defer("content", "rejected")[:RECENT]
    return render(request, "monitoring/import.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """Look at the first rows, name the columns, take it in; afterwards what became of it."""
    job = find(request, pk)
    if job.state == ImportState.DONE:
        context = {"job": job, "faults": job.rejected[:SHOWN_FAULTS]}
        return render(request, "monitoring/import_done.html", context)
    form = ColumnsForm(sent(request), job=job)
    wants = "look" not in request.POST
    done = wants and attempt(
        form, lambda: imports.run(job, mapping=form.mapping(), actor=request.user)
    )
    if done:
        return redirect("monitoring:import-file", job.pk)
    mapping = form.mapping() if form.is_bound and form.is_valid() else job.mapping
    context = {"job": job, "form": form, "preview": imports.preview(job, mapping)}
    status = 422 if form.is_bound and wants else 200
    return render(request, "monitoring/import_preview.html", context, status=status)


def find(request: HttpRequest, pk: int) -> CsvImport:
    """The file, for those who may take mentions in."""
    job = get_object_or_404(CsvImport.objects.visible_to(request.user), pk=pk)
    require(request.user, "monitoring.take_in", job)
    return job


@login_required
@require_safe
def faults(request: HttpRequest, pk: int) -> HttpResponse:
    """Rows that could not be taken, with the reason, as a table to mend and import again."""
    job = find(request, pk)
    answer = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="rows-to-mend-{job.pk}.csv"'
    writer = csv.writer(answer, delimiter=job.delimiter)
    writer.writerow([*map(harmless, job.header), "line", "reason"])
    for fault in job.rejected:
        reason = "; ".join(s for sentences in fault["errors"].values() for s in sentences)
        writer.writerow([*map(harmless, fault["row"]), fault["line"], reason])
    return answer


def harmless(cell: str) -> str:
    """A spreadsheet must not take somebody's text for a formula."""
    return f"'{cell}" if cell[:1] in {"=", "+", "-", "@", "\t"} else cell
