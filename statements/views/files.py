"""Handing out the files of a text: what they are was checked when they came."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404

from crisisdesk.kernel import files
from crisisdesk.kernel.rights import may
from statements.access import words_of

if TYPE_CHECKING:
    from django.http import HttpRequest, StreamingHttpResponse

    from statements.models import Attachment


@login_required
def download(request: HttpRequest, reference: str, digest: str) -> StreamingHttpResponse:
    """A file of a text; those who only watch get what was published."""
    statement = words_of(request.user, reference)
    found = get_object_or_404(statement.files, digest=digest)
    inside = may(request.user, "statements.view_drafts", statement)
    if not inside and digest not in statement.version_said.attachments:
        raise Http404
    return handed_out(found, request)


def handed_out(found: Attachment, request: HttpRequest) -> StreamingHttpResponse:
    """The bytes with the kind they were found to be; a document is never opened in the page."""
    answer = files.handed_out(
        request,
        found.file.open("rb"),
        name=found.name,
        kind=found.content_type,
        attached=not found.is_image,
    )
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
