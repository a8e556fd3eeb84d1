"""The list of cases, and opening one by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import redirect, render

from crisisdesk.kernel.rights import may, require
from desk.deadlines import next_due
from desk.forms import CaseFilter, NewCase
from incidents.selectors import cases
from incidents.services.opening import open_incident
from teams import brands

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

PAGE_SIZE = 30


@login_required
def listing(request: HttpRequest) -> HttpResponse:
    """Cases by the filters of the address."""
    form = CaseFilter(request.GET, user=request.user)
    found = cases.listing(request.user, request.GET.dict()).annotate(next_due=next_due())
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    brand = brands.current(request)
    context = {
        "page": page,
        "form": form,
        "may_open": brand is not None and may(request.user, "incidents.open", brand),
        "filtered": bool(set(request.GET) - {"page"}),
    }
    return render(request, "desk/case_list.html", context)


@login_required
def new(request: HttpRequest) -> HttpResponse:
    """Three fields suffice: title, link or reporter, when seen."""
    brand = brands.current(request)
    require(request.user, "incidents.open", brand)
    form = NewCase(request.POST or None)
    if request.method == "POST" and form.is_valid():
        incident = open_incident(brand=brand, actor=request.user, **form.facts())
        return redirect(incident)
    status = 422 if form.errors else 200
    return render(request, "desk/case_new.html", {"form": form, "brand": brand}, status=status)
