"""The list of events: every inject of a scenario by its minute, and the page of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crisisdesk.kernel.rights import require
from drills.checking import check
from drills.scenario_forms import InjectForm, MoveForm
from drills.services import stories
from drills.views.frame import scenario_of
from drills.views.scenarios import EDITING, crumbs

if TYPE_CHECKING:
    from typing import Any

    from django.http import HttpRequest, HttpResponse

    from drills.models import Inject, Scenario


@login_required
@require_safe
def story(request: HttpRequest, pk: int) -> HttpResponse:
    """The table, with what is wrong above it."""
    scenario = _writable(request, pk)
    injects = list(scenario.story())
    context = {
        "scenario": scenario,
        "rows": _rows(scenario, injects),
        "found": check(scenario, injects),
        "running": scenario.drills.visible_to(request.user).running().first(),
        "crumbs": crumbs(scenario, _("Injects")),
    }
    return render(request, "drills/story.html", context)


def _rows(scenario: Scenario, injects: list[Inject]) -> list[dict[str, Any]]:
    """Each with what it would have to come before, to go up or down."""
    after: list[Any] = [*(inject.pk for inject in injects), "", None]
    return [
        {
            "inject": inject,
            "branch": scenario.branch_name(inject.branch) if inject.branch else "",
            "up": injects[place - 1].pk if place else None,
            "down": after[place + 2],
        }
        for place, inject in enumerate(injects)
    ]


@login_required
@require_http_methods(EDITING)
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """A new inject, at the end or behind `?after=`."""
    scenario = _writable(request, pk)
    injects = list(scenario.story())
    after = _after(request, injects)
    first = {"minute": _between(injects, after)}
    form = InjectForm(request.POST or None, scenario=scenario, initial=first)
    if request.method == "POST" and form.is_valid():
        row = form.cleaned_data["row"]
        return _back(stories.add(scenario, actor=request.user, row=row, after=after))
    return _page(request, scenario, form, _("New inject"))


@login_required
@require_http_methods(EDITING)
def edit(request: HttpRequest, pk: int, inject: int) -> HttpResponse:
    """All columns of one inject, both languages side by side."""
    scenario = _writable(request, pk)
    found = _inject(scenario, inject)
    first = InjectForm.of(found)
    form = InjectForm(request.POST or None, scenario=scenario, initial=first, mark=first["seen"])
    if request.method == "POST" and form.is_valid():
        return _back(stories.change(found, actor=request.user, **form.cleaned_data))
    return _page(request, scenario, form, f"T+{found.at_minute} · {found.in_language('persona')}")


@login_required
@require_POST
def repeat(request: HttpRequest, pk: int, inject: int) -> HttpResponse:
    scenario = _writable(request, pk)
    return _back(stories.repeat(_inject(scenario, inject), actor=request.user))


@login_required
@require_POST
def move(request: HttpRequest, pk: int, inject: int) -> HttpResponse:
    """Before another, or to the end."""
    scenario = _writable(request, pk)
    form = MoveForm(request.POST)
    before = form.cleaned_data["before"] if form.is_valid() else None
    target = _inject(scenario, before) if before else None
    return _back(stories.move(_inject(scenario, inject), actor=request.user, before=target))


@login_required
@require_POST
def remove(request: HttpRequest, pk: int, inject: int) -> HttpResponse:
    scenario = _writable(request, pk)
    stories.remove(_inject(scenario, inject), actor=request.user)
    messages.success(request, _("Taken out; drills that told it keep it."))
    return redirect("drills:story", pk)


def _writable(request: HttpRequest, pk: int) -> Scenario:
    """Writers who play in a drill that runs do not get to see what is to come."""
    scenario = scenario_of(request, pk)
    require(request.user, "drills.write", scenario)
    require(request.user, "drills.read_script", scenario)
    return scenario


def _inject(scenario: Scenario, pk: int) -> Inject:
    """The piece; of one that was replaced meanwhile, what stands in its place."""
    asked = get_object_or_404(scenario.injects.filter(only_for=None), pk=pk)
    return get_object_or_404(scenario.story(), key=asked.key)


def _after(request: HttpRequest, injects: list[Inject]) -> Inject | None:
    asked = request.GET.get("after", "")
    return next((inject for inject in injects if str(inject.pk) == asked), None)


def _between(injects: list[Inject], after: Inject | None) -> int:
    """Half way to the next one; with the last one where none is named."""
    if after is None:
        return injects[-1].at_minute if injects else 0
    later = [other.at_minute for other in injects if other.order > after.order]
    return (after.at_minute + later[0]) // 2 if later else after.at_minute


def _back(inject: Inject) -> HttpResponse:
    return redirect(f"{reverse('drills:story', args=[inject.scenario_id])}#inject-{inject.pk}")


def _page(request: HttpRequest, scenario: Scenario, form: InjectForm, title: str) -> HttpResponse:
    trail = crumbs(scenario, title)
    trail.insert(2, {"label": _("Injects"), "url": reverse("drills:story", args=[scenario.pk])})
    context = {"scenario": scenario, "form": form, "title": title, "crumbs": trail}
    return render(request, "drills/inject_form.html", context, status=422 if form.errors else 200)
