"""Pages that keep up with their case: a stream that says "something is new", and the news."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING
from urllib.parse import quote

from asgiref.sync import sync_to_async
from django.contrib.auth.decorators import login_required
from django.db import connection
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render

from desk.hub import hub
from desk.rooms import fragments
from incidents.access import case_of
from incidents.enums import Status

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from django.http import HttpRequest

    from incidents.models import Incident

PING_SECONDS = 15


@login_required
def news(request: HttpRequest, reference: str) -> HttpResponse:
    """What is new since `?seq=`: nothing (204), or fragments and the new cursor."""
    incident = case_of(request, reference)
    asked = request.GET.get("seq", "")
    seen = int(asked) if asked.isdecimal() and len(asked) < 10 else 0  # noqa: PLR2004 -- an integer column
    if seen >= incident.last_seq:
        status = 410 if incident.status == Status.CLOSED else 204
        return HttpResponse(status=status)
    parts = fragments(request, incident, seen)
    answer = render(request, "desk/_room_news.html", parts)
    answer["X-Live-Seq"] = str(incident.last_seq)
    answer["X-Live-Announce"] = quote(parts["announce"])
    return answer


async def stream(request: HttpRequest, reference: str) -> HttpResponse:
    """Events for one case; they carry its line number and never content."""
    user = await request.auser()
    if not user.is_authenticated:
        return HttpResponse(status=401)
    incident = await sync_to_async(_case)(request, reference)
    return StreamingHttpResponse(
        _events(incident.pk),
        content_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


def _case(request: HttpRequest, reference: str) -> Incident:
    """The case, and no connection kept: a stream lasts for hours, and a pool has but a few."""
    try:
        return case_of(request, reference)
    finally:
        if not connection.in_atomic_block:
            connection.close()


async def _events(case: int) -> AsyncIterator[bytes]:
    queue = hub.join(case)
    try:
        yield b"retry: 2000\n\n"
        yield _event("viewers", str(hub.viewers(case)))
        while True:
            try:
                name, data = await asyncio.wait_for(queue.get(), PING_SECONDS)
            except TimeoutError:
                yield b": ping\n\n"
                continue
            yield _event(name, data)
    finally:
        hub.leave(case, queue)


def _event(name: str, data: str) -> bytes:
    return f"event: {name}\ndata: {data}\n\n".encode()
