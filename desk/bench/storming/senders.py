"""Mentions at a set rate, over several lines at once, as listening tools send them.

Each batch has a moment at which it is due; how long it took counts from there, so that a desk that
cannot follow shows it.
"""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from itertools import count
from threading import Lock
from typing import Any

from crisisdesk.kernel.clock import now
from desk.bench.web import HOST, PATIENCE
from monitoring import demo

BATCH = 250
LINES = 4
#: Every so many batches one is sent again: a tool that missed the answer.
AGAIN_EVERY = 10


@dataclass
class Sent:
    """What became of everything sent at one rate."""

    rate: int
    seconds: float = 0
    accepted: int = 0
    duplicates: int = 0
    milliseconds: list[float] = field(default_factory=list)

    @property
    def reached(self) -> int:
        """Mentions a second that were answered."""
        return round((self.accepted + self.duplicates) / self.seconds)


class Tool:
    """A listening tool with the address of a webhook."""

    def __init__(self, port: int, token: str) -> None:
        self.port, self.path = port, f"/api/v1/intake/{token}/"
        self.texts = [item["text"] for item in demo.quiet_week(now())]
        self.numbers, self.lock = count(), Lock()

    def send(self, rate: int, seconds: float, batch: int = BATCH) -> Sent:
        """Send so many mentions a second for so long."""
        sent, begun = Sent(rate), time.perf_counter()
        due = iter([begun + n * batch / rate for n in range(max(1, int(seconds * rate / batch)))])
        with ThreadPoolExecutor(LINES) as pool:
            lines = [pool.submit(self._line, sent, due, begun + seconds, batch)
                     for _line in range(LINES)]  # fmt: skip
        for line in lines:
            line.result()
        # What is answered late is counted over the time it took, and an idle end over all of it.
        sent.seconds = max(time.perf_counter() - begun, seconds)
        return sent

    def _line(self, sent: Sent, due: Iterator[float], end: float, batch: int) -> None:
        while (at := self._next(due)) is not None and time.perf_counter() < end:
            body = self._body(batch)
            time.sleep(max(0.0, at - time.perf_counter()))
            self._post(body, sent, at)

    def _next(self, due: Iterator[float]) -> float | None:
        with self.lock:
            return next(due, None)

    def _body(self, batch: int) -> bytes:
        with self.lock:
            number = next(self.numbers)
        moment = now().isoformat()
        first = number * batch
        if number % AGAIN_EVERY == AGAIN_EVERY - 1:
            first -= batch
        items = [self._item(n, batch, moment) for n in range(first, first + batch)]
        return json.dumps(items, ensure_ascii=False).encode()

    def _item(self, number: int, batch: int, moment: str) -> dict[str, Any]:
        return {
            "external_id": f"storm-{batch}-{number}",
            "author": f"author-{number % 997}",
            "text": f"{demo.WATCH_WORDS[0]}: {self.texts[number % len(self.texts)]} {number}",
            "posted_at": moment,
            "reach": number % 5000,
            "url": f"https://facebook.example/{number}",
        }

    def _post(self, body: bytes, sent: Sent, due: float) -> None:
        # The desk hangs up on whoever says nothing for some seconds, so each batch is a call.
        with closing(http.client.HTTPConnection(HOST, self.port, timeout=PATIENCE)) as line:
            line.request("POST", self.path, body, {"Content-Type": "application/json"})
            answer = line.getresponse()
            content = answer.read()
        if answer.status != http.HTTPStatus.OK:
            message = f"The webhook answered {answer.status}: {content[:300]!r}"
            raise RuntimeError(message)
        result = json.loads(content)
        with self.lock:
            sent.accepted += result["accepted"]
            sent.duplicates += result["duplicates"]
            sent.milliseconds.append((time.perf_counter() - due) * 1000)
