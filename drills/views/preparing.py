"""How ready the brand is: the map, one type, the board's page, and the gaps as tasks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.rights import may, require
from drills import readiness as desk_wide
from drills import readiness_map, selectors, services
from drills.enums import Cell
from drills.forms import GiveForm, LeaveForm
from drills.models import ReadinessTask
from drills.views.frame import here, tabs
from teams.forms.handing import accepted

if TYPE_CHECKING:
    from typing import Any

    from django.forms import Form
    from django.http import HttpRequest, HttpResponse

    from teams.models import Brand

PAGE_SIZE = 20
#: Gaps that the overview names.
MOST_NAMED = 5


@login_required
@require_safe
def readiness(request: HttpRequest) -> HttpResponse:
    """Types by cells, what the whole desk lacks, and how it went lately."""
    brand = here(request)
    require(request.user, "drills.view", brand)
    return render(request, "drills/readiness.html", {**_map(brand), "tabs": tabs("readiness")})


@login_required
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """The same on one sheet of paper."""
    brand = here(request)
    require(request.user, "drills.view", brand)
    context = {**_map(brand), "brand_name": brand.name, "at": now()}
    return render(request, "drills/readiness_print.html", context)


@login_required
@require_safe
def of_type(request: HttpRequest, slug: str) -> HttpResponse:
    """Every cell of one type with its rule and the reason for its figure."""
    brand = here(request)
    require(request.user, "drills.view", brand)
    rows = readiness_map.read(brand).rows
    if (row := next((row for row in rows if row.playbook.slug == slug), None)) is None:
        raise Http404
    context = {
        "row": row,
        "crumbs": _crumbs(str(row.playbook)),
        "may_read": may(request.user, "playbooks.read", brand),
    }
    return render(request, "drills/readiness_type.html", context)


@login_required
@require_safe
def gaps(request: HttpRequest) -> HttpResponse:
    """Open tasks, and those that are settled."""
    brand = here(request)
    require(request.user, "drills.view", brand)
    rows = ReadinessTask.objects.filter(brand=brand).select_related("playbook", "owner", "left_by")
    settled = rows.filter(closed_at__isnull=False).order_by("-closed_at")
    context = {
        "open": rows.filter(closed_at=None),
        "page": Paginator(settled, PAGE_SIZE).get_page(request.GET.get("page")),
        "may_prepare": may(request.user, "drills.prepare", brand),
        "tabs": tabs("gaps"),
    }
    return render(request, "drills/gaps.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """Leave a gap for three months."""
    task = _task(request, pk)
    return _settle(request, task, LeaveForm(request.POST or None), services.leave)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def give(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a gap into somebody's hands."""
    task = _task(request, pk)
    form = GiveForm(request.POST or None, brand=task.brand, initial={"owner": task.owner_id})
    return _settle(request, task, form, services.give)


def _settle(request: HttpRequest, task: ReadinessTask, form: Form, act: Any) -> HttpResponse:
    require(request.user, "drills.prepare", task)
    if request.method == "POST" and accepted(form, act, task, actor=request.user):
        return redirect("drills:gaps")
    context = {"task": task, "form": form, "crumbs": _crumbs(_("Gaps"))}
    return render(request, "drills/gap.html", context, status=422 if form.errors else 200)


def _task(request: HttpRequest, pk: int) -> ReadinessTask:
    rows = ReadinessTask.objects.select_related("playbook", "brand")
    return get_object_or_404(rows, pk=pk, brand=here(request), closed_at=None)


def _map(brand: Brand) -> dict[str, Any]:
    found = readiness_map.read(brand)
    trend = selectors.readiness_trend(brand)
    return {
        "map": found,
        "cells": list(Cell),
        "worst": found.worst[:MOST_NAMED],
        "red_lines": desk_wide.red_lines(brand),
        "trend": trend,
        "trend_values": [day.overall for day in trend],
    }


def _crumbs(label: str) -> list[dict[str, str]]:
    return [
        {"label": _("Readiness"), "url": reverse("drills:readiness")},
        {"label": label, "url": ""},
    ]
