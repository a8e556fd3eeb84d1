"""One database listener a process, fanned out to all event streams.

A viewer costs memory, not a worker and not a database connection. The listener speaks to
PostgreSQL directly: through a transaction pooler LISTEN hears nothing.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections import defaultdict
from typing import Any

import psycopg
from django.db import connection

from crisisdesk import database

log = logging.getLogger(__name__)

Queue = asyncio.Queue[tuple[str, str]]
#: A stream that reads nothing for so long is told to read everything again.
BACKLOG = 64
LONGEST_WAIT = 5.0


class Hub:
    """Who is looking at which case in this process."""

    def __init__(self) -> None:
        self.queues: dict[int, set[Queue]] = defaultdict(set)
        self.task: asyncio.Task[None] | None = None

    def join(self, case: int) -> Queue:
        """Begin to hear of a case; starts the listener with the first stream."""
        queue: Queue = asyncio.Queue(BACKLOG)
        self.queues[case].add(queue)
        if self.task is None or self.task.done():
            self.task = asyncio.get_running_loop().create_task(self._listen())
        self._tell_viewers(case)
        return queue

    def leave(self, case: int, queue: Queue) -> None:
        self.queues[case].discard(queue)
        if not self.queues[case]:
            del self.queues[case]
        else:
            self._tell_viewers(case)

    def viewers(self, case: int) -> int:
        """Open streams of a case in this process."""
        return len(self.queues.get(case, ()))

    def _tell_viewers(self, case: int) -> None:
        self._send(case, "viewers", str(self.viewers(case)))

    def _send(self, case: int, name: str, data: str) -> None:
        for queue in self.queues.get(case, ()):
            if queue.full():
                # The next news is asked for by cursor, so an old hint may be dropped.
                queue.get_nowait()
            queue.put_nowait((name, data))

    async def _listen(self) -> None:
        wait = 0.2
        while self.queues:
            try:
                async with await psycopg.AsyncConnection.connect(
                    **_parameters(), autocommit=True
                ) as listener:
                    await listener.execute("LISTEN desk")
                    wait = 0.2
                    self._resync()
                    async for note in listener.notifies(timeout=30):
                        self._hear(note.payload)
            except (psycopg.OperationalError, OSError) as error:
                log.warning("The news line is down, trying again: %s", error)
                await asyncio.sleep(wait)
                wait = min(wait * 2, LONGEST_WAIT)

    def _hear(self, payload: str) -> None:
        news = json.loads(payload)
        self._send(news["incident"], "seq", str(news["seq"]))

    def _resync(self) -> None:
        """After a gap nobody knows what was missed: everyone asks."""
        for case in list(self.queues):
            self._send(case, "changed", "")


def _parameters() -> dict[str, Any]:
    """The direct address, and the database that this process really works on (tests have theirs)."""
    return {**database.direct_conninfo(), "dbname": connection.settings_dict["NAME"]}


hub = Hub()
