"""Handing out stored files piece by piece, whatever the server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.handlers.asgi import ASGIRequest
from django.http import FileResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header

from crisisdesk.kernel.pages import in_pieces

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.core.files.base import File

PIECE = 1 << 18


def handed_out(
    request: Any, file: File[Any], *, name: str, kind: str, attached: bool = True
) -> StreamingHttpResponse:
    """The bytes of an open file under a name; a request of the API will do too."""
    asked = getattr(request, "_request", request)
    if not isinstance(asked, ASGIRequest):
        return FileResponse(file, as_attachment=attached, filename=name, content_type=kind)
    # A server of the asynchronous kind would gather a plain iterator whole before it sends.
    answer = StreamingHttpResponse(in_pieces(_pieces(file)), content_type=kind)
    if named := content_disposition_header(attached, name):
        answer["Content-Disposition"] = named
    answer["Content-Length"] = str(file.size)
    return answer


def _pieces(file: File[Any]) -> Iterator[bytes]:
    with file:
        while piece := file.read(PIECE):
            yield piece
