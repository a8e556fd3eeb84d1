"""The one door in the shape that atproto wants."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from outbox.egress import Door

#: Of the connection, not of the answer, which is unpacked already.
_DROPPED = {"content-encoding", "transfer-encoding", "content-length"}


def bluesky_request(door: Door) -> Any:
    """For atproto, which speaks httpx."""
    import httpx  # noqa: PLC0415 -- only with its library
    from atproto_client.request import Request  # noqa: PLC0415

    class Carrier(httpx.BaseTransport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            headers = {k: v for k, v in request.headers.items() if k != "host"}
            answer = door.request(
                request.method, str(request.url), data=request.read(), headers=headers,
                allow_redirects=False,
            )  # fmt: skip
            kept = [(k, v) for k, v in answer.headers.items() if k.lower() not in _DROPPED]
            return httpx.Response(answer.status_code, headers=kept, content=answer.content)

    return Request(transport=Carrier())
