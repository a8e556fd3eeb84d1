"""Beginning a text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render

from crisisdesk.kernel.rights import require
from crisisdesk.kernel.vocabulary import StatementKind
from incidents.access import case_of
from playbooks import texts
from playbooks.models import PlaybookVersion
from statements import fill
from statements.enums import NOTICES
from statements.models import Statement
from statements.services import drafting

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from incidents.models import Incident
    from playbooks.content import Template

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
    found = [
        (kind, version, template)
        for kind in KINDS
        for version, template in fill.templates_for(incident, kind)
    ]
    known = texts.newest({version.playbook_id for _kind, version, _template in found})
    return [
        {
            "value": f"{version.pk}:{template.key}",
            "anchor": f"{version.pk}-{template.key}",
            "template": template,
            "kind": kind,
            "pre_approved": not texts.why_not(version, template, texts.LANGUAGES, rows=known),
        }
        for kind, version, template in found
    ]


def _offered(incident: Incident, kind: str) -> list[tuple[PlaybookVersion, Template]]:
    """What the page offers, and every text of that kind in the brand's library."""
    others = PlaybookVersion.objects.in_force().filter(playbook__brand=incident.brand_id)
    return [
        *fill.templates_for(incident, kind),
        *(
            (version, row)
            for version in others
            for row in version.plan.templates
            if row.kind == kind
        ),
    ]


def _begin(request: HttpRequest, incident: Incident) -> Statement:
    kind = request.POST.get("kind", "")
    chosen = request.POST.get("template", "")
    if kind not in KINDS:
        raise Http404
    template = next(
        (
            (version, found)
            for version, found in _offered(incident, kind)
            if f"{version.pk}:{found.key}" == chosen
        ),
        None,
    )
    if chosen and template is None:
        raise Http404
    return drafting.draft(incident, actor=request.user, kind=kind, template=template)
