"""A version with real dates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from crisisdesk.kernel.rights import require
from crisisdesk.kernel.vocabulary import Severity
from playbooks.dated import Dated
from playbooks.forms.small import PreviewForm
from playbooks.views.frame import crumbs, find_version

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@login_required
@require_safe
def preview(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """What would be due when, and by whom, had it begun at the asked moment."""
    version = find_version(request, slug, number)
    require(request.user, "playbooks.read", version)
    form = PreviewForm(request.GET or None)
    start, severity = form.asked()
    shown = form if form.errors else PreviewForm(initial={"start": start, "severity": severity})
    context = {
        "version": version,
        "playbook": version.playbook,
        "form": shown,
        "dated": Dated(version, start, severity),
        "severity": Severity(severity).label,
        "crumbs": crumbs(version.playbook, _("Preview with dates")),
    }
    return render(request, "playbooks/preview.html", context, status=400 if form.errors else 200)
