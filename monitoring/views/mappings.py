"""Saved mappings of columns: edited, and forgotten."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from crisisdesk.kernel.rights import require
from monitoring.columns import ColumnsForm
from monitoring.intake.plan import Plan
from monitoring.models import ColumnMapping
from monitoring.services import imports, mappings
from monitoring.views.asking import attempt, sent

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def find(request: HttpRequest, pk: int) -> ColumnMapping:
    """The mapping, for those who may take mentions in."""
    mapping = get_object_or_404(ColumnMapping.objects.visible_to(request.user), pk=pk)
    require(request.user, "monitoring.take_in", mapping)
    return mapping


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Name, columns and reading of one kind of export."""
    mapping = find(request, pk)
    plan = Plan.of(mapping.plan)
    form = ColumnsForm(sent(request), header=mapping.header, plan=plan, name=mapping.name)
    form.fields["save_as"].label = _("Name")
    saved = attempt(form, lambda: _save(request, mapping, form))
    if saved:
        messages.success(request, _("Saved."))
        return redirect("monitoring:import")
    context = {"mapping": mapping, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "monitoring/import_mapping.html", context, status=status)


def _save(request: HttpRequest, mapping: ColumnMapping, form: ColumnsForm) -> ColumnMapping:
    plan = imports.check(form.plan(), len(mapping.header))
    name = form.cleaned_data["save_as"]
    return mappings.edit(mapping, actor=request.user, name=name, plan=plan)


@login_required
@require_POST
def forget(request: HttpRequest, pk: int) -> HttpResponse:
    """Exports of this kind are asked about again."""
    mappings.forget(find(request, pk), actor=request.user)
    messages.success(request, _("Forgotten. What was imported stays."))
    return redirect("monitoring:import")
