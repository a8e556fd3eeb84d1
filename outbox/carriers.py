"""The one door in the shape that atproto wants."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from outbox.egress import Door

#: Of the connection, not of the answer, which is unpacked already.
_DROPPED = {"content-encoding", "transfer-encoding", "content-length"}

#: No answer of the network is deeper, but what strangers embed in a post may be.
DEEPEST = 64
_TOKENS = re.compile(
    rb"""
    "[^"\\]*+ (?: \\.[^"\\]*+ )*+ (?: " | \\?\Z )  # a text, with what is in it passed over
    | [\[\]{}]
    """,
    re.VERBOSE | re.DOTALL,
)


def shallow(content: bytes) -> bytes:
    """JSON without what is nested so deep that a reader would give up on all of it."""
    depth, begun, kept = 0, 0, []
    for token in _TOKENS.finditer(content):
        if token[0] in (b"[", b"{"):
            depth += 1
            if depth == DEEPEST + 1:
                kept.append(content[begun : token.start()] + b"null")
                begun = len(content)
        elif token[0] in (b"]", b"}"):
            if depth == DEEPEST + 1:
                begun = token.end()
            depth -= 1
    return b"".join([*kept, content[begun:]]) if kept else content


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
            content = shallow(answer.content)
            return httpx.Response(answer.status_code, headers=kept, content=content)

    return Request(transport=Carrier())
