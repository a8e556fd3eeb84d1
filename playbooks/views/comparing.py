"""Any two versions beside each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from crisisdesk.kernel.rights import require
from playbooks.forms.comparing import CompareForm
from playbooks.side_by_side import beside
from playbooks.views.frame import crumbs, find_playbook

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@login_required
@require_safe
def compare(request: HttpRequest, slug: str) -> HttpResponse:
    """Two chosen versions; the last two where nothing sound was chosen."""
    playbook = find_playbook(request, slug)
    require(request.user, "playbooks.read", playbook)
    form = CompareForm(request.GET or None, versions=list(playbook.versions.all()))
    left, right = form.chosen()
    parts = beside(left.content, right.content) if left and right else []
    context = {
        "playbook": playbook,
        "form": form,
        "left": left,
        "right": right,
        "parts": parts,
        "same": not any(part.differs for part in parts),
        "whole": "all" in request.GET,
        "crumbs": crumbs(playbook, _("Side by side")),
    }
    return render(request, "playbooks/compare.html", context, status=400 if form.errors else 200)
