"""Tables of journalists: into the desk with a look at every line, and out of it."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from crisisdesk.kernel.rights import require
from crisisdesk.kernel.tables.cells import harmless
from statements.forms.press import TableForm
from statements.models import PressContact, PressImport
from statements.press_table import Fate, plan
from statements.services import press_import, press_list
from statements.views.common import performed
from statements.views.press import READING, here

if TYPE_CHECKING:
    from django.http import HttpRequest

PAGE = 100
COLUMNS = ("email", "name", "outlet", "language", "groups", "note", "state")


@login_required
@require_http_methods(READING)
def upload(request: HttpRequest) -> HttpResponse:
    """Choose a table."""
    brand = here(request)
    require(request.user, "statements.edit_press", brand)
    form = TableForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if form.is_bound and form.is_valid():
        file = form.cleaned_data["file"]
        job = performed(
            form,
            press_import.upload,
            brand=brand,
            actor=request.user,
            name=file.name,
            content=file.read(),
        )
        if job:
            return redirect("statements:press-import-file", job.pk)
    status = 422 if form.errors else 200
    return render(request, "statements/press/import.html", {"form": form}, status=status)


@login_required
@require_http_methods(READING)
def look(request: HttpRequest, pk: int) -> HttpResponse:
    """Every line with what becomes of it, then take it in; afterwards what became of it."""
    brand = here(request)
    require(request.user, "statements.edit_press", brand)
    job = get_object_or_404(PressImport, pk=pk, brand=brand)
    if request.method == "POST":
        press_import.take_in(job, actor=request.user)
        return redirect("statements:press-import-file", job.pk)
    if job.done_at is not None:
        counts = [(fate.label, job.outcome["counts"].get(fate.value, 0)) for fate in Fate]
        context = {"job": job, "counts": counts, "refused": job.outcome["refused"]}
        return render(request, "statements/press/import_done.html", context)
    rows = plan(brand, bytes(job.content))
    # What a person must decide about stands first.
    order = [Fate.REFUSED, Fate.ADD, Fate.CHANGE, Fate.SAME]
    rows.sort(key=lambda row: (order.index(row.fate), row.number))
    context = {
        "job": job,
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "counts": [(fate.label, sum(row.fate == fate for row in rows)) for fate in Fate],
        "useful": any(row.fate in (Fate.ADD, Fate.CHANGE) for row in rows),
    }
    return render(request, "statements/press/import_look.html", context)


@login_required
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """The whole list as a table; written down, since addresses leave the desk."""
    brand = here(request)
    require(request.user, "statements.export_press", brand)
    rows = PressContact.objects.filter(brand=brand).prefetch_related("groups")
    answer = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="press-{brand.slug}.csv"'
    answer["Cache-Control"] = "no-store"
    writer = csv.writer(answer)
    writer.writerow(COLUMNS)
    for row in rows:
        names = "; ".join(group.name for group in row.groups.all() if group.is_active)
        cells = (row.email, row.name, row.outlet, row.language, names, row.note, row.state)
        writer.writerow([harmless(cell) for cell in cells])
    press_list.note_export(brand, actor=request.user, rows=len(rows))
    return answer
