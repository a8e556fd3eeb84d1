"""Handing out evidence files: only to those who may see the case, never run by a browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404

from crisisdesk.kernel.files import handed_out
from crisisdesk.kernel.rights import may, require
from crisisdesk.kernel.vocabulary import Visibility
from incidents.access import case_of

if TYPE_CHECKING:
    from django.http import HttpRequest, StreamingHttpResponse


@login_required
def download(request: HttpRequest, reference: str, pk: int) -> StreamingHttpResponse:
    """The original bytes, as a download."""
    incident = case_of(request, reference)
    require(request.user, "incidents.view_working", incident)
    found = get_object_or_404(incident.evidence.exclude(file=""), pk=pk)
    private = found.visibility == Visibility.PRIVILEGED
    if private and not may(request.user, "incidents.see_privileged", incident):
        raise Http404
    answer = handed_out(
        request,
        found.file.open("rb"),
        name=found.file_name or found.sha256,
        kind="application/octet-stream",
    )
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer
