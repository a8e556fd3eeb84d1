"""The strategy adviser: circumstances, advice with its reasons and cautions, a person's choice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render

from crisisdesk.kernel.rights import may, require
from incidents.access import case_of
from statements.forms.strategies import Choice, CircumstancesForm
from statements.selectors.strategies import chosen_for, circumstances_of, earlier_cases
from statements.services import strategies
from statements.strategy import CAUTIONS, Circumstances, advise
from statements.views.common import performed

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from incidents.models import Incident


@login_required
def strategy(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask with other circumstances by the address; choose with a POST."""
    incident = case_of(request, reference)
    require(request.user, "statements.view_drafts", incident)
    grounds, found = _grounds(request, incident)
    form = Choice(request.POST or None, initial={"chosen": advise(found).strategy})
    if request.method == "POST":
        require(request.user, "statements.write", incident)
        facts = {"actor": request.user, "circumstances": found}
        run = {"run": lambda **more: strategies.choose(incident, **facts, **more)}
        if form.is_valid() and performed(form, **run, **form.cleaned_data):
            return redirect("statements:strategy", incident.reference)
    return _page(request, incident, grounds, found, form)


def _grounds(request: HttpRequest, incident: Incident) -> tuple[CircumstancesForm, Circumstances]:
    """What was asked, as far as it can be read; otherwise what the desk knows."""
    known = circumstances_of(incident)
    asked = request.POST if request.method == "POST" else request.GET
    form = CircumstancesForm(asked if "cluster" in asked else known.as_dict())
    return form, form.circumstances() if form.is_valid() else known


def _page(
    request: HttpRequest,
    incident: Incident,
    grounds: CircumstancesForm,
    found: Circumstances,
    form: Choice,
) -> HttpResponse:
    context = {
        "incident": incident,
        "drill": incident.is_drill,
        "grounds": grounds,
        "kept": found.as_dict().items(),
        "counsel": advise(found),
        "cautions": CAUTIONS,
        "earlier": earlier_cases(incident),
        "plan": incident.playbook_version and incident.playbook_version.plan,
        "choice": chosen_for(incident),
        "form": form,
        "may_choose": may(request.user, "statements.write", incident) and incident.is_open,
    }
    status = 422 if form.errors else 200
    return render(request, "statements/strategy.html", context, status=status)
