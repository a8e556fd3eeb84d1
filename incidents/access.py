"""Fetching is authorising: strangers get 404, insiders without the right 403."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404

from incidents.selectors.cases import by_reference

if TYPE_CHECKING:
    from django.http import HttpRequest

    from incidents.models import Incident


def case_of(request: HttpRequest, reference: str) -> Incident:
    """The case of that reference, or 404."""
    found = by_reference(request.user, reference).select_related(
        "brand",
        "lead",
        "created_by",
        "playbook_version__playbook",
        "common_version__playbook",
        "merged_into",
        "remedy_owner",
        "declared_crisis_by",
    )
    return get_object_or_404(found)
