"""Doing something to a statement: one page for every act."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.errors import Forbidden
from crisisdesk.kernel.rights import may, require
from crisisdesk.kernel.state import blockers, permitted
from incidents.access import case_of
from statements.access import words_of
from statements.acts import ACTS, MOVES, Act
from statements.forms import acting
from statements.models import Promise, Statement
from statements.selectors.comments import open_comments
from statements.services import briefs, promises
from statements.views.common import performed
from teams import identity

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@login_required
def act(request: HttpRequest, reference: str, name: str) -> HttpResponse:
    """Show what an act needs and what holds it up, or do it."""
    found = ACTS.get(name)
    if found is None:
        raise Http404
    statement = words_of(request.user, reference)
    if found.ability:
        require(request.user, found.ability, statement)
    if found.signs and request.method == "POST":
        _sure_who(request, statement, name)
    data = (request.POST,) if request.method == "POST" else ()
    form = found.form(*data, statement=statement, user=request.user)
    if request.method == "POST" and _done(form, found, statement):
        return redirect(reverse(f"statements:{found.page}", args=[statement.reference]))
    reasons = _reasons(request, statement, name) if request.method != "POST" else []
    return _page(request, statement, found, form, reasons, name)


def _sure_who(request: HttpRequest, statement: Statement, name: str) -> None:
    """Whoever may not sign learns that first; whoever may shows once more who they are."""
    if name in MOVES and not permitted(getattr(statement, name), request.user):
        return
    identity.confirm(request)


def _done(form: acting.ActForm, found: Act, statement: Statement) -> bool:
    if not form.is_valid():
        return False
    facts = form.facts()
    return bool(
        performed(form, lambda **more: found.run(statement, actor=form.user, **more), **facts)
    )


def _reasons(request: HttpRequest, statement: Statement, name: str) -> list[Any]:
    if name not in MOVES:
        return []
    step = getattr(statement, name)
    if not permitted(step, request.user):
        raise Forbidden
    return blockers(step, request.user)


def _page(
    request: HttpRequest,
    statement: Statement,
    found: Act | dict[str, Any],
    form: acting.ActForm,
    reasons: list[Any],
    name: str = "",
) -> HttpResponse:
    context = {
        "statement": statement,
        "drill": statement.incident.is_drill,
        "act": found,
        "move": name,
        "form": form,
        "reasons": reasons,
        "open_comments": _remarks(request, statement) if name in ("submit", "approve") else [],
    }
    status = 422 if form.errors else 200
    return render(request, "statements/act.html", context, status=status)


def _remarks(request: HttpRequest, statement: Statement) -> list[Any]:
    """Remarks that nobody has settled: shown, and holding nothing up."""
    seen = may(request.user, "statements.view_drafts", statement)
    return open_comments(statement) if seen else []


@login_required
def promise(request: HttpRequest, pk: int) -> HttpResponse:
    """Settle a promise: kept, revised or broken."""
    visible = Statement.objects.visible_to(request.user)
    row = get_object_or_404(
        Promise.objects.select_related("statement"), pk=pk, statement__in=visible
    )
    require(request.user, "statements.settle_promise", row.incident)
    data = (request.POST,) if request.method == "POST" else ()
    form = acting.SettlePromise(*data, promise=row, user=request.user)
    settle = {"run": lambda **facts: promises.settle(row, actor=request.user, **facts)}
    if request.method == "POST" and form.is_valid() and performed(form, **settle, **form.facts()):
        return redirect(row.statement)
    return _page(request, row.statement, {"title": _("Settle a promise")}, form, [])


@login_required
def waive(request: HttpRequest, reference: str) -> HttpResponse:
    """Do without the internal brief, with a reason."""
    incident = case_of(request, reference)
    require(request.user, "statements.waive_brief", incident)
    data = (request.POST,) if request.method == "POST" else ()
    form = acting.Reason(*data, statement=None, user=request.user)
    run = {"run": lambda **facts: briefs.waive(incident, actor=request.user, **facts)}
    if request.method == "POST" and form.is_valid() and performed(form, **run, **form.facts()):
        return redirect(incident)
    context = {"incident": incident, "drill": incident.is_drill, "form": form}
    status = 422 if form.errors else 200
    return render(request, "statements/waive.html", context, status=status)
