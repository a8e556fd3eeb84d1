"""The desk for one journey after another: told that one is over, it ends its work and forgets."""

from __future__ import annotations

import asyncio
from typing import Any

#: Answers when nothing else is being answered any more; then the limits of rates are forgotten.
OVER = "/a-journey-is-over"
PATIENCE = 10
SERVER = {"UVICORN_FACTORY": "true"}


def application() -> Any:
    """A factory, so that tests read this module for its names."""
    from asgiref.sync import sync_to_async
    from django.core.cache import cache

    from crisisdesk.asgi import application as desk

    running: set[asyncio.Task[Any]] = set()

    async def ended() -> None:
        if running:
            _done, late = await asyncio.wait(running, timeout=PATIENCE)
            assert not late, late
        await sync_to_async(cache.clear)()

    async def answering(scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["path"] == OVER:
            await ended()
            await send({"type": "http.response.start", "status": 204, "headers": []})
            await send({"type": "http.response.body"})
            return
        task = asyncio.current_task()
        assert task is not None
        running.add(task)
        try:
            await desk(scope, receive, send)
        finally:
            running.discard(task)

    return answering
