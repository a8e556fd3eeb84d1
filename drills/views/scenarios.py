"""Scenarios as wholes: the list, their facts, files, copies, retirement, paper and preview."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crisisdesk.kernel.rights import may, require
from drills import preview as previews
from drills import results
from drills.models import Scenario
from drills.permissions import WRITERS
from drills.scenario_forms import CopyForm, FileForm, ScenarioForm
from drills.services import scenarios
from drills.views.frame import here, scenario_of, tabs
from teams.models import Brand
from teams.roles import memberships

if TYPE_CHECKING:
    from typing import Any

    from django.http import HttpRequest

EDITING = ["GET", "HEAD", "POST"]


@login_required
@require_safe
def library(request: HttpRequest) -> HttpResponse:
    """What can be rehearsed, and how it went."""
    brand = here(request)
    require(request.user, "drills.view", brand)
    context = {
        "cards": results.cards(brand),
        "retired": Scenario.objects.filter(brand=brand, retired_at__isnull=False),
        "may_write": may(request.user, "drills.write", brand),
        "tabs": tabs("scenarios"),
    }
    return render(request, "drills/scenarios.html", context)


@login_required
@require_http_methods(EDITING)
def new(request: HttpRequest) -> HttpResponse:
    brand = here(request)
    require(request.user, "drills.write", brand)
    form = ScenarioForm(request.POST or None, brand=brand)
    if request.method == "POST" and form.is_valid():
        made = scenarios.create(brand, actor=request.user, **form.cleaned_data)
        return redirect("drills:story", made.pk)
    return _form(request, form, _("New scenario"), reverse("drills:scenarios"))


@login_required
@require_http_methods(EDITING)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Title, length, branches: everything but the injects."""
    scenario = _written(request, pk)
    form = ScenarioForm(
        request.POST or None,
        brand=scenario.brand,
        scenario=scenario,
        initial=ScenarioForm.of(scenario),
    )
    if request.method == "POST" and form.is_valid():
        scenarios.change(scenario, actor=request.user, **form.cleaned_data)
        return redirect(scenario)
    return _form(request, form, _("Edit the scenario"), scenario.get_absolute_url(), scenario)


def _form(
    request: HttpRequest, form: Any, title: str, back: str, scenario: Scenario | None = None
) -> HttpResponse:
    context = {"form": form, "title": title, "back": back, "scenario": scenario}
    context["crumbs"] = crumbs(scenario, title)
    return render(request, "drills/scenario_form.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(EDITING)
def take_in(request: HttpRequest) -> HttpResponse:
    """A YAML file becomes a scenario."""
    brand = here(request)
    require(request.user, "drills.write", brand)
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        taken = scenarios.take_in(brand, form.cleaned_data["text"], actor=request.user)
        messages.success(request, _("The scenario is what the file says."))
        return redirect("drills:story", taken.pk)
    context = {"form": form, "crumbs": crumbs(None, _("Import"))}
    return render(request, "drills/import.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def export(request: HttpRequest, pk: int) -> HttpResponse:
    """The scenario as a YAML file."""
    scenario = scenario_of(request, pk)
    require(request.user, "drills.read_script", scenario)
    return yaml_answer(scenario)


def yaml_answer(scenario: Scenario) -> HttpResponse:
    content = scenarios.export(scenario)
    answer = HttpResponse(content, content_type="application/yaml; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{scenario.slug}.yaml"'
    return answer


@login_required
@require_POST
def duplicate(request: HttpRequest, pk: int) -> HttpResponse:
    made = scenarios.copy(scenario_of(request, pk), actor=request.user)
    messages.success(request, _("Here is the copy."))
    return redirect("drills:edit_scenario", made.pk)


@login_required
@require_http_methods(EDITING)
def copy(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the story to another brand of the writer's."""
    scenario = _written(request, pk)
    form = CopyForm(request.POST or None, brands=_other_brands(request, scenario))
    if request.method == "POST" and form.is_valid():
        brand = form.cleaned_data["brand"]
        made = scenarios.copy(scenario, actor=request.user, brand=brand)
        messages.success(request, _("%(brand)s has it now.") % {"brand": brand})
        return redirect(made)
    title = _("Copy to another brand")
    context = {"scenario": scenario, "form": form, "crumbs": crumbs(scenario, title)}
    return render(request, "drills/copy.html", context, status=422 if form.errors else 200)


def _other_brands(request: HttpRequest, scenario: Scenario) -> Any:
    mine = [pk for pk, row in memberships(request.user).items() if row.role in WRITERS]
    return Brand.objects.filter(pk__in=mine).exclude(pk=scenario.brand_id).order_by("name")


@login_required
@require_POST
def retire(request: HttpRequest, pk: int) -> HttpResponse:
    scenarios.retire(scenario_of(request, pk), actor=request.user)
    messages.success(request, _("The scenario is retired; its drills stay."))
    return redirect("drills:scenarios")


@login_required
@require_POST
def bring_back(request: HttpRequest, pk: int) -> HttpResponse:
    return redirect(scenarios.bring_back(scenario_of(request, pk), actor=request.user))


@login_required
@require_safe
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The list of events for whoever controls the drill, on paper."""
    scenario = scenario_of(request, pk)
    require(request.user, "drills.read_script", scenario)
    context = {"scenario": scenario, "lines": _lines(scenario)}
    return render(request, "drills/scenario_print.html", context)


@login_required
@require_safe
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """As its players would live it, or as control would steer it (`?as=control`)."""
    scenario = scenario_of(request, pk)
    require(request.user, "drills.read_script", scenario)
    steers = request.GET.get("as") == "control"
    known = {row["key"] for row in scenario.branches}
    branch = request.GET.get("branch", "")
    branch = branch if branch in known else ""
    context = {
        "scenario": scenario,
        "steers": steers,
        "branch": branch,
        "branches": [(row["key"], scenario.branch_name(row["key"])) for row in scenario.branches],
        "lines": _lines(scenario, None if steers else branch),
        "crumbs": crumbs(scenario, _("Preview")),
        "tabs": _sides(steers),
    }
    return render(request, "drills/preview.html", context)


def _lines(scenario: Scenario, branch: str | None = None) -> list[dict[str, Any]]:
    names = {row["key"]: scenario.branch_name(row["key"]) for row in scenario.branches}
    return [
        {
            "line": line,
            "inject": line.inject,
            "branch": names.get(line.inject.branch, "") if line.inject else "",
            "details": previews.details(line.inject) if line.inject else [],
        }
        for line in previews.lines(scenario, list(scenario.story()), branch=branch)
    ]


def _sides(steers: bool) -> list[dict[str, Any]]:
    return [
        {"label": _("As players live it"), "url": "?as=players", "current": not steers},
        {"label": _("As control steers it"), "url": "?as=control", "current": steers},
    ]


def _written(request: HttpRequest, pk: int) -> Scenario:
    """A scenario for whoever may write it and knows its story."""
    scenario = scenario_of(request, pk)
    require(request.user, "drills.write", scenario)
    require(request.user, "drills.read_script", scenario)
    return scenario


def crumbs(scenario: Scenario | None, label: str) -> list[dict[str, str]]:
    trail = [{"label": _("Scenarios"), "url": reverse("drills:scenarios")}]
    if scenario is not None:
        trail.append({"label": str(scenario), "url": scenario.get_absolute_url()})
    return [*trail, {"label": label, "url": ""}]
