"""The sheet of a drill on screen, on paper and for a spreadsheet, and what it is compared with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.rights import may, require
from drills import comparing, frozen, score_files, selectors, services
from drills.forms_stage import ObserversForm
from drills.views.frame import drill_of, scenario_of
from teams.forms.handing import accepted

if TYPE_CHECKING:
    from django.http import HttpRequest

    from drills.models import Drill

UNCHANGED = 204
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _page(request: HttpRequest, drill: Drill) -> dict[str, Any]:
    # Before what it stands for: what happens while the page is read must be news to it.
    seq = selectors.score_pulse(drill)
    return {
        "seq": seq,
        "drill_run": drill,
        "drill": True,
        "sheet": frozen.sheet_of(drill),
        "runs": selectors.told_to(request.user, drill),
        "expects": may(request.user, "drills.read_expected", drill),
        "sees_stage": may(request.user, "drills.see_stage", drill),
        "at": now(),
    }


@login_required
@require_safe
def score(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheet: while the drill runs as it stands now, afterwards as it was kept."""
    return render(request, "drills/score.html", _page(request, drill_of(request, pk)))


@login_required
@require_safe
def live(request: HttpRequest, pk: int) -> HttpResponse:
    """The lines when something happened since `seq`, else nothing."""
    drill = drill_of(request, pk)
    seq = selectors.score_pulse(drill)
    if request.GET.get("seq") == str(seq):
        return HttpResponse(status=UNCHANGED)
    answer = render(request, "drills/_score.html", {**_page(request, drill), "oob": True})
    answer["X-Live-Seq"] = str(seq)
    return answer


@login_required
@require_safe
def on_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The same to print."""
    return render(request, "drills/score_print.html", _page(request, drill_of(request, pk)))


@login_required
@require_safe
def as_csv(request: HttpRequest, pk: int) -> HttpResponse:
    """The same as comma-separated text; the mark at the beginning says that it is UTF-8."""
    drill = drill_of(request, pk)
    text = "\ufeff" + score_files.as_csv(frozen.sheet_of(drill))
    return HttpResponse(text, "text/csv; charset=utf-8", headers=_named(drill, "csv"))


@login_required
@require_safe
def as_xlsx(request: HttpRequest, pk: int) -> HttpResponse:
    """The same as a workbook."""
    drill = drill_of(request, pk)
    book = score_files.as_xlsx(frozen.sheet_of(drill))
    return HttpResponse(book, WORKBOOK, headers=_named(drill, "xlsx"))


def _named(drill: Drill, suffix: str) -> dict[str, str]:
    name = f"DIEN-TAP-{drill.incident.reference}-score.{suffix}"
    return {"Content-Disposition": f'attachment; filename="{name}"'}


@login_required
@require_safe
def compare(request: HttpRequest, pk: int) -> HttpResponse:
    """One drill beside those before it and beside real cases."""
    drill = drill_of(request, pk)
    crumbs = [
        {"label": _("Drills"), "url": reverse("drills:list")},
        {"label": _("Score sheet"), "url": reverse("drills:score", args=[drill.pk])},
        {"label": _("Compare"), "url": ""},
    ]
    found = comparing.of_drill(drill, request.user)
    return _comparison(request, found, drill.scenario, crumbs)


@login_required
@require_safe
def compare_scenario(request: HttpRequest, pk: int) -> HttpResponse:
    """The newest drill of a story beside the others."""
    scenario = scenario_of(request, pk)
    crumbs = [
        {"label": str(scenario), "url": scenario.get_absolute_url()},
        {"label": _("Compare"), "url": ""},
    ]
    return _comparison(request, comparing.of_scenario(scenario, request.user), scenario, crumbs)


def _comparison(request: HttpRequest, found: Any, scenario: Any, crumbs: Any) -> HttpResponse:
    context = {"found": found, "scenario": scenario, "crumbs": crumbs, "drill": True}
    return render(request, "drills/compare.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def observers(request: HttpRequest, pk: int) -> HttpResponse:
    """Name those who see all and do nothing in the case."""
    drill = drill_of(request, pk)
    require(request.user, "drills.name_observers", drill)
    form = ObserversForm(request.POST or None, drill=drill)
    done = request.method == "POST" and accepted(
        form, services.name_observers, drill, actor=request.user
    )
    if done:
        return redirect(drill)
    crumbs = [
        {"label": str(drill.scenario), "url": drill.get_absolute_url()},
        {"label": _("Observers"), "url": ""},
    ]
    context = {"drill_run": drill, "drill": True, "form": form, "crumbs": crumbs}
    return render(request, "drills/observers.html", context, status=422 if form.errors else 200)
