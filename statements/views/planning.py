"""What is to go out, when, and the hold that keeps it back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.errors import Forbidden
from crisisdesk.kernel.rights import may, require
from crisisdesk.kernel.state import blockers, permitted
from crisisdesk.kernel.vocabulary import Severity
from incidents.access import case_of
from statements.access import words_of
from statements.forms import planning
from statements.models import CrisisHold
from statements.selectors import valid_until
from statements.selectors.planned import planned, standing
from statements.services import holds, scheduling
from statements.views.common import performed
from teams import roles
from teams.models import Brand

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from incidents.models import Incident


@login_required
def index(request: HttpRequest) -> HttpResponse:
    """Texts with an hour, brand by brand, and the holds that are on."""
    brands = roles.brand_ids(request.user)
    own = Brand.objects.filter(pk__in=brands)
    on = list(standing(brands))
    held = {hold.brand_id for hold in on if not hold.is_drill}
    context = {
        "rows": planned(request.user),
        "holds": on,
        "holdable": [
            brand
            for brand in own
            if brand.pk not in held and may(request.user, "statements.place_hold", brand)
        ],
    }
    return render(request, "statements/planned.html", context)


@login_required
def schedule(request: HttpRequest, reference: str) -> HttpResponse:
    """Set the hour of an approved text; what would stop it at that hour is said now."""
    statement = words_of(request.user, reference)
    if not permitted(statement.publish, request.user):
        raise Forbidden
    data = (request.POST,) if request.method == "POST" else ()
    form = planning.SetHour(*data, statement=statement, user=request.user)
    run = {"run": lambda **facts: scheduling.schedule(statement, actor=request.user, **facts)}
    if request.method == "POST" and form.is_valid() and performed(form, **run, **form.facts()):
        return redirect(statement)
    context = {
        "statement": statement,
        "drill": statement.incident.is_drill,
        "form": form,
        "reasons": [] if request.method == "POST" else blockers(statement.publish, request.user),
        "valid_until": valid_until(statement),
        "critical": statement.incident.severity == Severity.CRITICAL,
    }
    return render(request, "statements/schedule.html", context, status=422 if form.errors else 200)


@login_required
def hold(request: HttpRequest, slug: str) -> HttpResponse:
    """Place the hold of a brand; `?case=` where it is placed from, so that a drill stays one."""
    brand = get_object_or_404(Brand, slug=slug, pk__in=roles.brand_ids(request.user))
    require(request.user, "statements.place_hold", brand)
    incident = _case(request, brand)
    form = planning.PlaceHold(request.POST if request.method == "POST" else None)
    run = {"run": lambda **f: holds.place(brand, actor=request.user, incident=incident, **f)}
    if request.method == "POST" and form.is_valid() and performed(form, **run, **form.cleaned_data):
        return redirect("statements:planned")
    drill = bool(incident and incident.is_drill)
    mine = planned(request.user).filter(state="waiting", statement__brand=brand)
    context = {
        "brand": brand,
        "drill": drill,
        "incident": incident,
        "form": form,
        "rows": mine.filter(statement__incident__is_drill=drill),
    }
    return render(request, "statements/hold.html", context, status=422 if form.errors else 200)


def _case(request: HttpRequest, brand: Brand) -> Incident | None:
    reference = request.GET.get("case", "")
    found = case_of(request, reference) if reference else None
    return found if found and found.brand_id == brand.pk else None


@login_required
def lift(request: HttpRequest, pk: int) -> HttpResponse:
    """Lift a hold and choose what goes out again."""
    own = CrisisHold.objects.filter(brand__in=roles.brand_ids(request.user))
    found = get_object_or_404(own.select_related("brand", "placed_by"), pk=pk)
    require(request.user, "statements.lift_hold", found.brand)
    visible = planned(request.user).filter(hold=found)
    data = request.POST if request.method == "POST" else None
    form = planning.LiftHold(data, rows=visible.filter(due_at__gt=now()))
    run: dict[str, Any] = {"run": lambda **f: holds.lift(found, actor=request.user, **f)}
    if request.method == "POST" and form.is_valid() and performed(form, **run, **form.facts()):
        return redirect("statements:planned")
    context = {
        "hold": found,
        "drill": found.is_drill,
        "form": form,
        "passed": visible.filter(due_at__lte=now()),
        "title": _("Lift the crisis hold"),
    }
    return render(request, "statements/lift.html", context, status=422 if form.errors else 200)
