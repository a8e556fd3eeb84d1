"""Rotas: all of a brand, one as a calendar, its rules and exceptions."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_POST

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.rights import may, require
from teams import handing, selectors
from teams.duty import duties
from teams.forms.handing import accepted
from teams.forms.rotas import LayerForm, OverrideForm, RotaForm, SwapForm
from teams.models import Layer, Override, Rota, Swap, SwapState
from teams.roles import brand_ids
from teams.rota import page as pages
from teams.rota.schedule import load
from teams.services import rotas as services
from teams.services import swaps
from teams.views.people import my_brand

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest, HttpResponse

SWAPPED_AHEAD = 60


@login_required
def index(request: HttpRequest) -> HttpResponse:
    """Every rota of the brand, who is on duty now, gaps, and what waits for me."""
    brand = my_brand(request)
    context = {
        "brand": brand,
        "rotas": Rota.objects.filter(brand=brand, is_active=True).select_related("team"),
        "duties": duties(brand),
        "gaps": selectors.gaps_ahead(brand),
        "swaps": open_swaps(request).filter(rota__brand=brand),
        "to_accept": handing.waiting_for(request.user).filter(brand=brand),
        "manages": may(request.user, "teams.manage_duty", brand),
        "hands_over": may(request.user, "teams.hand_over", brand),
    }
    return render(request, "teams/rota_list.html", context)


@login_required
def new(request: HttpRequest) -> HttpResponse:
    brand = my_brand(request)
    require(request.user, "teams.manage_duty", brand)
    form = RotaForm(request.POST or None, brand=brand, instance=Rota(brand=brand))
    if request.method == "POST" and form.is_valid():
        rota = services.make(brand, actor=request.user, **form.cleaned_data)
        return redirect("teams:layer_add", rota.pk)
    return drawn(request, "teams/rota_form.html", form, brand=brand)


@login_required
def change(request: HttpRequest, pk: int) -> HttpResponse:
    rota = found(request, pk)
    require(request.user, "teams.manage_duty", rota.brand)
    form = RotaForm(request.POST or None, brand=rota.brand, instance=Rota.objects.get(pk=pk))
    if request.method == "POST" and accepted(form, services.change, rota, actor=request.user):
        return redirect("teams:rota", rota.pk)
    return drawn(request, "teams/rota_form.html", form, rota=rota, layers=rota.layers.all())


@login_required
@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    services.end(found(request, pk), actor=request.user)
    return redirect("teams:rotas")


@login_required
def layer_add(request: HttpRequest, pk: int) -> HttpResponse:
    rota = found(request, pk)
    require(request.user, "teams.manage_duty", rota.brand)
    form = LayerForm(request.POST or None, rota=rota)
    if request.method == "POST" and accepted(form, services.put_layer, rota, actor=request.user):
        return redirect("teams:rota", rota.pk)
    return drawn(request, "teams/rota_layer.html", form, rota=rota)


@login_required
def layer(request: HttpRequest, pk: int) -> HttpResponse:
    """Change one layer."""
    rows = Layer.objects.select_related("rota__brand")
    row = get_object_or_404(rows, pk=pk, rota__brand__in=brand_ids(request.user))
    require(request.user, "teams.manage_duty", row.rota.brand)
    form = LayerForm(request.POST or None, rota=row.rota, layer=row)
    known = {"actor": request.user, "layer": row}
    if request.method == "POST" and accepted(form, services.put_layer, row.rota, **known):
        return redirect("teams:rota", row.rota_id)
    return drawn(request, "teams/rota_layer.html", form, rota=row.rota, layer=row)


@login_required
@require_POST
def layer_remove(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Layer.objects.select_related("rota__brand")
    row = get_object_or_404(rows, pk=pk, rota__brand__in=brand_ids(request.user))
    services.remove_layer(row, actor=request.user)
    return redirect("teams:rota", row.rota_id)


@login_required
def rota(request: HttpRequest, pk: int) -> HttpResponse:
    """A week or a month of one rota."""
    return calendar(request, found(request, pk))


@login_required
@require_POST
def override(request: HttpRequest, pk: int) -> HttpResponse:
    row = found(request, pk)
    require(request.user, "teams.manage_duty", row.brand)
    form = OverrideForm(request.POST, rota=row)
    if not accepted(form, services.override, row, actor=request.user):
        return calendar(request, row, override_form=form)
    return redirect("teams:rota", row.pk)


@login_required
@require_POST
def override_remove(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Override.objects.select_related("rota__brand")
    row = get_object_or_404(rows, pk=pk, rota__brand__in=brand_ids(request.user))
    services.remove_override(row, actor=request.user)
    return redirect("teams:rota", row.rota_id)


@login_required
@require_POST
def swap(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask a colleague to take a turn over."""
    row = found(request, pk)
    form = swap_form(request, row, request.POST)
    if not accepted(form, swaps.ask, row, actor=request.user):
        return calendar(request, row, swap_form=form)
    return redirect("teams:rotas")


@login_required
@require_POST
def swap_decide(request: HttpRequest, pk: int, answer: str) -> HttpResponse:
    """Accept, decline or withdraw."""
    row = get_object_or_404(Swap, pk=pk, rota__brand__in=brand_ids(request.user))
    getattr(swaps, answer)(row, actor=request.user)
    return redirect("teams:rotas")


def found(request: HttpRequest, pk: int) -> Rota:
    """A rota of one of the person's brands; strangers find none."""
    rows = Rota.objects.filter(is_active=True).select_related("brand", "team")
    return get_object_or_404(rows, pk=pk, brand__in=brand_ids(request.user))


def open_swaps(request: HttpRequest) -> Any:
    """Swaps that wait for an answer, of or to the person."""
    rows = Swap.objects.filter(state=SwapState.ASKED, ends_at__gt=now())
    mine = rows.filter(asker=request.user) | rows.filter(other=request.user)
    return mine.select_related("rota", "asker", "other")


def swap_form(request: HttpRequest, row: Rota, data: Any = None) -> SwapForm:
    """Turns of the coming weeks that may change hands."""
    since = now()
    until = since + timedelta(days=SWAPPED_AHEAD)
    schedule = load(row.brand_id, since, until, only=row)
    spans = schedule.spans(row.pk, since, until)
    return SwapForm(data, rota=row, user=request.user, spans=spans, names=schedule.able)


def calendar(request: HttpRequest, row: Rota, **forms: Any) -> HttpResponse:
    """The calendar page, with the form that was sent back if one was."""
    view = request.GET.get("view", "")
    view = view if view in pages.VIEWS else pages.VIEWS[0]
    manages = may(request.user, "teams.manage_duty", row.brand)
    asked = forms.get("swap_form") or swap_form(request, row)
    context = {
        "rota": row,
        "sheet": pages.sheet(row, view, day_of(request)),
        "layers": row.layers.prefetch_related("places__user"),
        "overrides": row.overrides.filter(ends_at__gt=now()).select_related("user", "created_by"),
        "override_form": forms.get("override_form", OverrideForm(rota=row)) if manages else None,
        "swap_form": asked if asked.is_possible else None,
        "manages": manages,
        "links": request.user.calendar_links.filter(rota=row),
    }
    return render(request, "teams/rota.html", context, status=422 if forms else 200)


def day_of(request: HttpRequest) -> date:
    """The day that was asked for, else today."""
    given = request.GET.get("day", "")
    known = parse_date(given) if len(given) == len("2026-11-30") and given.isascii() else None
    return known if known and known.year in pages.YEARS else timezone.localdate()


def drawn(request: HttpRequest, template: str, form: Any, **context: Any) -> HttpResponse:
    status = 422 if form.errors else 200
    return render(request, template, {"form": form, **context}, status=status)
