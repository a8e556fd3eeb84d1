"""Beginning a text and editing it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render

from crisisdesk.kernel.errors import Blocked, Stale
from crisisdesk.kernel.rights import require
from crisisdesk.kernel.state import reachable, wrong_state
from crisisdesk.kernel.vocabulary import StatementKind
from incidents.access import case_of
from playbooks import common_data
from statements import fill, lint
from statements.access import words_of
from statements.enums import NOTICES, State
from statements.forms.writing import Editor
from statements.models import Statement
from statements.services import drafting
from statements.views.common import saved
from statements.views.detail import compared

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from incidents.models import Incident

#: Kinds that a person begins here; notices begin at the text they are about.
KINDS = sorted(
    (kind for kind in StatementKind if kind not in NOTICES),
    # The holding text first: it is what the first hour asks for.
    key=lambda kind: kind != StatementKind.HOLDING,
)


@login_required
def new(request: HttpRequest, reference: str) -> HttpResponse:
    """Choose a prepared text or begin freely."""
    incident = case_of(request, reference)
    require(request.user, "statements.write", incident)
    if request.method == "POST":
        return redirect("statements:edit", _begin(request, incident).reference)
    context = {
        "incident": incident,
        "drill": incident.is_drill,
        "kinds": [(kind.value, kind.label) for kind in KINDS],
        "templates": _templates(incident),
    }
    return render(request, "statements/new.html", context)


def _templates(incident: Incident) -> list[dict[str, Any]]:
    return [
        {
            "value": f"{version.pk}:{template.key}",
            "template": template,
            "kind": kind,
            "pre_approved": fill.pre_approved(version),
        }
        for kind in KINDS
        for version, template in fill.templates_for(incident, kind)
    ]


def _begin(request: HttpRequest, incident: Incident) -> Statement:
    kind = request.POST.get("kind", "")
    chosen = request.POST.get("template", "")
    if kind not in KINDS:
        raise Http404
    template = next(
        (
            (version, found)
            for version, found in fill.templates_for(incident, kind)
            if f"{version.pk}:{found.key}" == chosen
        ),
        None,
    )
    if chosen and template is None:
        raise Http404
    return drafting.draft(incident, actor=request.user, kind=kind, template=template)


@login_required
def edit(request: HttpRequest, reference: str) -> HttpResponse:
    """The editor; an approved, returned or expired text becomes a draft by saving."""
    statement = words_of(request.user, reference)
    require(request.user, "statements.write", statement.incident)
    if statement.status != State.DRAFT and not reachable(statement.revise):
        raise Blocked([wrong_state(statement.revise)])
    data = (request.POST,) if request.method == "POST" else ()
    form = Editor(*data, statement=statement)
    conflict = None
    if request.method == "POST" and form.is_valid():
        done, conflict = _save(request, statement, form)
        if done:
            target = "submit" if "submit" in request.POST else "edit"
            return _after(statement, target)
    return _editor(request, statement, form, conflict)


def _after(statement: Statement, target: str) -> HttpResponse:
    if target == "submit":
        return redirect("statements:act", statement.reference, "submit")
    return redirect("statements:edit", statement.reference)


def _save(request: HttpRequest, statement: Statement, form: Editor) -> tuple[Any, Stale | None]:
    return saved(
        form,
        drafting.save,
        statement=statement,
        actor=request.user,
        expected_version=form.cleaned_data["version"],
        words=form.words(),
    )


def _editor(
    request: HttpRequest, statement: Statement, form: Editor, conflict: Stale | None
) -> HttpResponse:
    version = statement.version
    context = {
        "statement": statement,
        "drill": statement.incident.is_drill,
        "version": version,
        "form": form,
        "findings": lint.check(version, statement),
        "lane": fill.lane_of(statement),
        "counts": counts(statement),
        "draft_key": f"{statement.reference}-{statement.current_version}",
    }
    status = 422 if form.errors else 200
    if conflict is not None:
        status = 409
        context |= _conflict(request, statement, form)
    return render(request, "statements/edit.html", context, status=status)


def _conflict(request: HttpRequest, statement: Statement, form: Editor) -> dict[str, Any]:
    """What the other person saved; saving again is then a decision, not an accident."""
    base = statement.versions.filter(number=form.cleaned_data["version"]).first()
    newest = statement.version
    form.data = form.data.copy()
    form.data["version"] = str(statement.current_version)
    return {"conflict": newest, "theirs": compared(base or newest, newest)}


def counts(statement: Statement) -> list[dict[str, Any]]:
    """Characters per chosen channel, against its limit."""
    version = statement.version
    known = common_data.channels()
    return [
        {
            "label": str(known[key].label),
            "limit": known[key].character_limit,
            "vi": len(version.text_vi),
            "en": len(version.text_en),
            "over": _over(known[key].character_limit, version.text_vi, version.text_en),
        }
        for key in version.channels
        if key in known
    ]


def _over(limit: int | None, *texts: str) -> bool:
    return limit is not None and any(len(text) > limit for text in texts)
