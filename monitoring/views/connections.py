"""Sources that the desk reads by itself: one form per kind, a test before anything is saved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.rights import require
from monitoring.connectors.registry import connector_of
from monitoring.services import connections
from monitoring.views.asking import attempt, sent
from monitoring.views.frame import here
from monitoring.views.setup import find_source

if TYPE_CHECKING:
    from django import forms
    from django.http import HttpRequest, HttpResponse

    from monitoring.connectors.base import Connector
    from monitoring.models import Source


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, kind: str) -> HttpResponse:
    brand = here(request)
    require(request.user, "monitoring.manage", brand)
    connector = _connector(kind)
    form = connector.form(sent(request))
    known = {"actor": request.user, "kind": kind}
    if "test" in request.POST:
        trial = attempt(form, lambda: connections.try_out(brand, values=form.cleaned_data, **known))
        return _form(request, connector, form, trial=trial)
    made = attempt(form, lambda: connections.add(brand, values=form.cleaned_data, **known))
    if made is None:
        return _form(request, connector, form)
    messages.success(request, _("Connected. The first mentions come within a minute."))
    return redirect("monitoring:source", made.pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    row = _read_source(request, pk)
    connector = _connector(row.kind)
    form = _stored(connector, row, request)
    known = {"actor": request.user}
    if "test" in request.POST:
        trial = attempt(
            form, lambda: connections.try_change(row, values=form.cleaned_data, **known)
        )
        return _form(request, connector, form, source=row, trial=trial)
    made = attempt(form, lambda: connections.change(row, values=form.cleaned_data, **known))
    if made is None:
        return _form(request, connector, form, source=row)
    messages.success(request, _("Saved."))
    return redirect("monitoring:source", pk)


def _connector(kind: str) -> Connector:
    found = connector_of(kind)
    if found is None:
        raise Http404
    return found


def _read_source(request: HttpRequest, pk: int) -> Source:
    """A source that the desk reads by itself, for those who manage it."""
    row = find_source(request, pk)
    if not hasattr(row, "connection"):
        raise Http404
    return row


def _stored(connector: Connector, row: Source, request: HttpRequest) -> forms.Form:
    """The form with what is stored; secrets are not among it and may stay empty."""
    known = {name: getattr(row, name) for name in connections.OF_SOURCE}
    form = connector.form(sent(request), initial=row.connection.options | known)
    for name in connector.secrets:
        form.fields[name].required = False
        form.fields[name].help_text = _("Stored. Leave it empty to keep it.")
    return form


def _form(
    request: HttpRequest, connector: Connector, form: forms.Form, **facts: Any
) -> HttpResponse:
    """The form, or the form again with what is wrong or what a test showed."""
    context = {"connector": connector, "form": form, **facts}
    status = 422 if form.is_bound and not form.is_valid() else 200
    answer = render(request, "monitoring/connection.html", context, status=status)
    # What was typed a moment ago stands in it, passwords too.
    answer["Cache-Control"] = "no-store"
    return answer


@login_required
@require_POST
def test(request: HttpRequest, pk: int) -> HttpResponse:
    row = _read_source(request, pk)
    context = {"source": row, "trial": connections.try_stored(row, actor=request.user)}
    return render(request, "monitoring/source_trial.html", context)


@login_required
@require_POST
def poll(request: HttpRequest, pk: int) -> HttpResponse:
    row = _read_source(request, pk)
    at = connections.poll_now(row, actor=request.user)
    if at <= now():
        messages.success(request, _("It is read within a minute."))
    else:
        sentence = _("It may not be asked before %(at)s, and is read then.") % {
            "at": date_format(localtime(at), "H:i d/m")
        }
        messages.success(request, sentence)
    return redirect("monitoring:source", pk)
