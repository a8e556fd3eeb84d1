"""A drill while it runs and the sheet after it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from crisisdesk.kernel.rights import may, require
from drills import selectors, services
from drills.forms import Observation, SpeedForm, StartDrill
from drills.views.frame import drill_of, scenario_of

if TYPE_CHECKING:
    from typing import Any

    from django.http import HttpRequest

    from drills.models import Drill

UNCHANGED = 204


@login_required
def start(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what will happen, then do it."""
    scenario = scenario_of(request, pk)
    require(request.user, "drills.run", scenario)
    form = StartDrill(request.POST or None, brand=scenario.brand)
    if request.method == "POST" and form.is_valid():
        drill = services.start(scenario, actor=request.user, **form.cleaned_data)
        return redirect(drill)
    context = {"scenario": scenario, "form": form}
    return render(request, "drills/start.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """Injects on the clock."""
    drill = drill_of(request, pk)
    return render(request, "drills/run.html", _page(request, drill))


@login_required
@require_safe
def live(request: HttpRequest, pk: int) -> HttpResponse:
    """The same list when something happened since `seq`, else nothing."""
    drill = drill_of(request, pk)
    seq = selectors.pulse(drill)
    if request.GET.get("seq") == str(seq):
        return HttpResponse(status=UNCHANGED)
    answer = render(request, "drills/_runs.html", {**_page(request, drill), "oob": True})
    answer["X-Live-Seq"] = str(seq)
    return answer


def _page(request: HttpRequest, drill: Drill) -> dict[str, Any]:
    foresees = may(request.user, "drills.foresee", drill)
    return {
        "drill_run": drill,
        "drill": True,
        "runs": selectors.told_to(request.user, drill),
        # Players read what has come to them, and not what is expected of them.
        "expects": may(request.user, "drills.read_expected", drill),
        "foresees": foresees,
        "sees_stage": may(request.user, "drills.see_stage", drill),
        "may_name": may(request.user, "drills.name_observers", drill),
        "watching": drill.observers.all(),
        "branches": services.branches(drill) if foresees else [],
        "seq": selectors.pulse(drill),
        "may_drive": may(request.user, "drills.drive", drill),
        "speed_form": SpeedForm(initial={"speed": drill.speed}),
        "may_observe": may(request.user, "drills.judge", drill),
    }


@login_required
@require_POST
def observe(request: HttpRequest, pk: int, inject: int) -> HttpResponse:
    """Met, partly met or missed."""
    drill = drill_of(request, pk)
    found = get_object_or_404(drill.runs, pk=inject)
    form = Observation(request.POST)
    if not form.is_valid():
        context = {**_page(request, drill), "form": form}
        return render(request, "drills/run.html", context, status=422)
    services.observe(found, actor=request.user, **form.cleaned_data)
    return redirect(f"{drill.get_absolute_url()}#inject-{found.pk}")


@login_required
@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """No more injects; on to the sheet."""
    drill = services.end(drill_of(request, pk), actor=request.user)
    return redirect("drills:score", drill.pk)
