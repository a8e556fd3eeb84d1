"""Hundreds of open war rooms: each holds an event stream and notes when it heard of which line."""

from __future__ import annotations

import asyncio
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from threading import Event, Thread
from typing import TYPE_CHECKING

from desk.bench.web import HOST, PATIENCE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from incidents.models import Incident


@dataclass
class Watcher:
    """One stream of one case: the lines it heard of, and when (`time.perf_counter`)."""

    case: int
    reference: str
    heard: list[tuple[int, float]] = field(default_factory=list)
    open: bool = False

    @property
    def cursor(self) -> int:
        return max((seq for seq, _at in self.heard), default=0)

    def when(self, seq: int) -> float | None:
        """The moment from which on it knew of this line."""
        return next((at for known, at in self.heard if known >= seq), None)


@contextmanager
def watching(port: int, cookie: str, cases: list[Incident], count: int) -> Iterator[list[Watcher]]:
    """So many streams, spread over the cases, all of them open when the block begins."""
    chosen = [cases[number % len(cases)] for number in range(count)]
    watchers = [Watcher(case.pk, case.reference) for case in chosen]
    ready, over = Event(), Event()
    thread = Thread(target=asyncio.run, args=(_watch(port, cookie, watchers, ready, over),))
    thread.start()
    try:
        if not ready.wait(PATIENCE):
            message = f"{sum(one.open for one in watchers)} of {count} streams opened."
            raise RuntimeError(message)
        yield watchers
    finally:
        over.set()
        thread.join()


async def _watch(
    port: int, cookie: str, watchers: list[Watcher], ready: Event, over: Event
) -> None:
    streams = [asyncio.create_task(_read(port, cookie, one)) for one in watchers]
    while not over.is_set():
        if all(one.open for one in watchers):
            ready.set()
        await asyncio.sleep(0.1)
    for stream in streams:
        stream.cancel()
    await asyncio.gather(*streams, return_exceptions=True)


async def _read(port: int, cookie: str, watcher: Watcher) -> None:
    reader, writer = await asyncio.open_connection(HOST, port)
    path = f"/incidents/{watcher.reference}/stream/"
    writer.write(f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\nCookie: {cookie}\r\n\r\n".encode())
    event = b""
    try:
        while line := await reader.readline():
            name, _colon, value = line.strip().partition(b": ")
            if name == b"event":
                event, watcher.open = value, True
            elif name == b"data" and event == b"seq":
                watcher.heard.append((int(value), time.perf_counter()))
    finally:
        watcher.open = False
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()
