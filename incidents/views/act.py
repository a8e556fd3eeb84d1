"""Doing something to a case: one page for every act, one for every transition."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from crisisdesk.kernel.errors import Blocked, Forbidden
from crisisdesk.kernel.rights import may, require
from crisisdesk.kernel.state import blockers, permitted, reachable, wrong_state
from crisisdesk.kernel.vocabulary import Visibility
from incidents.access import case_of
from incidents.acts import ACTS, MOVES, Act

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from incidents.forms.base import CaseForm
    from incidents.models import Incident


@login_required
def act(request: HttpRequest, reference: str, name: str, pk: int | None = None) -> HttpResponse:
    """Show an act's form, or do it."""
    found = ACTS.get(name)
    if found is None or (found.model is None) != (pk is None):
        raise Http404
    incident = case_of(request, reference)
    subject = _subject(request, found, incident, pk)
    require(request.user, found.ability, incident, found.refusal)
    form = _form(request, found, incident, subject)
    if request.method == "POST" and done(form, found, incident, subject):
        return redirect(_back(request, found, incident))
    return _page(request, found, incident, form, subject=subject)


@login_required
def move(request: HttpRequest, reference: str, name: str) -> HttpResponse:
    """Show what a transition needs and what holds it up, or take it."""
    found = MOVES.get(name)
    if found is None:
        raise Http404
    incident = case_of(request, reference)
    step = getattr(incident, name)
    if not permitted(step, request.user):
        raise Forbidden
    if request.method != "POST" and not reachable(step):
        raise Blocked([wrong_state(step)])
    form = _form(request, found, incident, None)
    if request.method == "POST" and done(form, found, incident, None):
        return redirect(incident)
    reasons = blockers(step, request.user)
    return _page(request, found, incident, form, reasons=reasons, move=name)


def _subject(request: HttpRequest, found: Act, incident: Incident, pk: int | None) -> Any:
    """The row the act is about; one that the person may not read does not exist for them."""
    if found.model is None:
        return None
    subject = get_object_or_404(found.model, **{found.path: incident}, pk=pk)
    private = getattr(subject, "visibility", "") == Visibility.PRIVILEGED
    if private and not may(request.user, "incidents.see_privileged", incident):
        raise Http404
    return subject


def _form(request: HttpRequest, found: Act, incident: Incident, subject: Any) -> CaseForm:
    data = (request.POST, request.FILES) if request.method == "POST" else ()
    return found.form(*data, incident=incident, user=request.user, subject=subject)


def done(form: CaseForm, found: Act, incident: Incident, subject: Any) -> bool:
    """Run the service on valid input; what the domain finds wrong goes back into the form."""
    if not form.is_valid():
        return False
    try:
        found.run(incident, subject, form.user, **form.facts())
    except ValidationError as error:
        attach(form, error)
        return False
    return True


def attach(form: CaseForm, error: ValidationError) -> None:
    """Domain messages beside their fields; those of unknown fields above the form."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, errors in error.error_dict.items():
        form.add_error(name if name in form.fields else None, errors)


def _back(request: HttpRequest, found: Act, incident: Incident) -> str:
    """Where the person came from within the desk, else the act's own page."""
    page = request.POST.get("back", "")
    if page in ("room", "facts", "tasks", "team", "decisions", "log", "review", "clocks"):
        return reverse(f"incidents:{page}", args=[incident.reference])
    if page == "home":
        return reverse("desk:home")
    return reverse(f"incidents:{found.page}", args=[incident.reference])


def _page(
    request: HttpRequest, found: Act, incident: Incident, form: CaseForm, **more: Any
) -> HttpResponse:
    context = {
        "incident": incident,
        "drill": incident.is_drill,
        "act": found,
        "form": form,
        "back": _back(request, found, incident),
        **more,
    }
    status = 422 if form.errors else 200
    return render(request, "incidents/act.html", context, status=status)
