"""Fetching is authorising: strangers get 404, insiders without the right 403."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404

from incidents.selectors.cases import by_reference

if TYPE_CHECKING:
    from django.http import HttpRequest

    from incidents.models import Incident


#: What pages of a case name; the few that have been merged or declared a crisis are asked further.
NAMED = (
    "brand",
    "lead",
    "created_by",
    "playbook_version__playbook",
    "common_version__playbook",
)
#: Whoever writes to a case is let in or not, and the service then reads its row anew, locked.
WRITTEN_TO = ("brand",)


def case_of(request: HttpRequest, reference: str) -> Incident:
    """The case of that reference, or 404."""
    names = NAMED if request.method in ("GET", "HEAD") else WRITTEN_TO
    return get_object_or_404(by_reference(request.user, reference).select_related(*names))
