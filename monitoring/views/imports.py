"""Import in three steps: choose a file, look at what it becomes, read what became of it."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crisisdesk.kernel.rights import require
from crisisdesk.kernel.tables.cells import harmless
from monitoring.columns import ColumnsForm, SheetForm, UploadForm
from monitoring.enums import ImportState
from monitoring.intake.headers import TO_MEND
from monitoring.intake.plan import Plan
from monitoring.intake.reasons import reasons
from monitoring.models import ColumnMapping, CsvImport
from monitoring.services import imports
from monitoring.views.asking import attempt, sent
from monitoring.views.frame import here, tabs

if TYPE_CHECKING:
    from django.http import HttpRequest

    from teams.models import Brand

RECENT = 10
SHOWN_FAULTS = 100


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Choose a file."""
    brand = here(request)
    require(request.user, "monitoring.take_in", brand)
    form = UploadForm(sent(request), request.FILES or None)
    job = attempt(form, lambda: _keep(request, brand, form))
    if job is not None:
        return redirect("monitoring:import-file", job.pk)
    context = {"form": form, "tabs": tabs(request, "mentions"), **_known(brand)}
    return render(request, "monitoring/import.html", context, status=422 if form.is_bound else 200)


def _keep(request: HttpRequest, brand: Brand, form: UploadForm) -> CsvImport:
    file = form.cleaned_data["file"]
    return imports.upload(brand, actor=request.user, name=file.name, content=file.read())


def _known(brand: Brand) -> dict[str, Any]:
    """Imports of late, those that wait or run among them, and the saved mappings."""
    jobs = CsvImport.objects.filter(brand=brand).select_related("by", "known")
    jobs = jobs.defer("content", "rejected", "header", "plan", "mapping")
    return {
        "recent": jobs.exclude(state=ImportState.PREVIEW)[:RECENT],
        "waiting": jobs.filter(state=ImportState.PREVIEW)[:RECENT],
        "mappings": ColumnMapping.objects.filter(brand=brand),
    }


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """Look at the first rows, name the columns, take it in; afterwards what became of it."""
    job = find(request, pk)
    if job.state != ImportState.PREVIEW:
        return progress(request, job)
    form = columns_form(request, job)
    wants = "look" not in request.POST
    done = wants and attempt(form, lambda: _run(request, job, form))
    if done:
        return redirect("monitoring:import-file", job.pk)
    plan = form.plan() if form.is_bound and form.is_valid() else Plan.of(job.plan)
    context = {"job": job, "form": form, "preview": imports.preview(job, plan)}
    context["sheet_form"] = SheetForm(job=job, auto_id="sheet-%s")
    status = 422 if form.is_bound and wants else 200
    return render(request, "monitoring/import_preview.html", context, status=status)


def columns_form(request: HttpRequest, job: CsvImport) -> ColumnsForm:
    """What the columns mean, with the names of platforms that the table brings."""
    plan = Plan.of(job.plan)
    chosen = request.POST.get("platform", "")
    if chosen.isdecimal():
        plan.columns["platform"] = int(chosen[:4])
    names = imports.unknown_platforms(job, plan)
    name = job.known.name if job.known else ""
    return ColumnsForm(
        sent(request), header=job.header, plan=Plan.of(job.plan), names=names, name=name
    )


def _run(request: HttpRequest, job: CsvImport, form: ColumnsForm) -> CsvImport:
    save_as = form.cleaned_data["save_as"]
    return imports.run(job, plan=form.plan(), actor=request.user, save_as=save_as)


def progress(request: HttpRequest, job: CsvImport) -> HttpResponse:
    """How far an import has come, and what became of its rows."""
    over = job.state in ImportState.over
    faults = [fault | {"why": reasons(fault["errors"])} for fault in job.rejected[:SHOWN_FAULTS]]
    context = {"job": job, "over": over, "faults": faults, "kept": len(job.rejected)}
    answer = render(request, "monitoring/import_done.html", context)
    if over and request.htmx:
        answer["HX-Refresh"] = "true"
    return answer


def find(request: HttpRequest, pk: int) -> CsvImport:
    """The file, for those who may take mentions in."""
    job = get_object_or_404(CsvImport.objects.visible_to(request.user), pk=pk)
    require(request.user, "monitoring.take_in", job)
    return job


@login_required
@require_POST
def choose(request: HttpRequest, pk: int) -> HttpResponse:
    """Look at another sheet, or take another line for the header."""
    job = find(request, pk)
    form = SheetForm(request.POST, job=job, auto_id="sheet-%s")
    chosen = attempt(form, lambda: imports.choose(job, actor=request.user, **form.cleaned_data))
    if chosen:
        return redirect("monitoring:import-file", pk)
    plan = Plan.of(job.plan)
    context = {"job": job, "form": columns_form(request, job), "sheet_form": form}
    context["preview"] = imports.preview(job, plan)
    return render(request, "monitoring/import_preview.html", context, status=422)


@login_required
@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop; what was taken in stays."""
    imports.cancel(find(request, pk), actor=request.user)
    return redirect("monitoring:import-file", pk)


@login_required
@require_safe
def faults(request: HttpRequest, pk: int) -> HttpResponse:
    """Rows that could not be taken, with the reason, as a table to mend and import again."""
    job = find(request, pk)
    answer = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="rows-to-mend-{job.pk}.csv"'
    writer = csv.writer(answer, delimiter=job.delimiter or ",")
    width = len(job.header)
    writer.writerow([*map(harmless, job.header), *TO_MEND])
    for fault in job.rejected:
        reason = "; ".join(reasons(fault["errors"]))
        cells = [*fault["row"][:width], *[""] * (width - len(fault["row"]))]
        # Cells beyond the last column stay at hand, behind the reason.
        row = [*cells, fault["line"], reason, *fault["row"][width:]]
        writer.writerow([harmless(str(cell)) for cell in row])
    return answer
