"""The desk in another time: the same server, whose clock is set by a file.

The file holds the seconds between the real time and the desk's. It is looked at before every answer,
so that server, sweeps and the browser of a test live in the same hour.
"""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import formatdate
from pathlib import Path
from typing import Any

import time_machine

CLOCK = "MOVED_CLOCK"
#: The server keeps the date it sends for a second; ours is that of the moment.
SERVER = {"UVICORN_FACTORY": "true", "UVICORN_DATE_HEADER": "false"}


#: What the machine says, whatever is moved.
real = time_machine.escape_hatch.datetime.datetime


class MovedClock:
    """Ticks like the real one, so many seconds away from it as the file says."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.traveller = time_machine.travel(datetime.now(UTC), tick=True).start()

    def look(self) -> None:
        """Move to where the file says."""
        with suppress(ValueError):  # The file is being written.
            ahead = timedelta(seconds=float(self.path.read_text()))
            self.traveller.shift(ahead - (datetime.now(UTC) - real.now(UTC)))


def application() -> Any:
    """The desk, begun in its own time: a factory, so that tests read this module for its names."""
    clock = MovedClock(Path(os.environ[CLOCK]))
    clock.look()
    from crisisdesk.asgi import application as desk  # begins in its own time

    async def answering(scope: dict[str, Any], receive: Any, send: Any) -> None:
        clock.look()

        async def dated(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [
                    *message["headers"],
                    (b"date", formatdate(usegmt=True).encode()),
                ]
            await send(message)

        await desk(scope, receive, dated)

    return answering
