"""A hint to the workers that something waits; never a promise, and never worth waiting for.

The row in the database is the truth and a sweep finds it every few seconds, so the hint is given
from a thread of its own: a broker that is down or does not answer costs the request nothing.
"""

from __future__ import annotations

import logging
import os
import threading

log = logging.getLogger(__name__)


class Hinter:
    """One thread per process that turns any number of pokes into few broker messages."""

    def __init__(self) -> None:
        self._wanted = threading.Event()
        self._start = threading.Lock()
        self._process = 0

    def poke(self) -> None:
        self._wanted.set()
        with self._start:
            # A forked child inherits the flag but not the thread.
            if self._process != os.getpid():
                self._process = os.getpid()
                threading.Thread(target=self._run, name="outbox-poke", daemon=True).start()

    def _run(self) -> None:
        while True:
            self._wanted.wait()
            self._wanted.clear()
            publish()


def publish() -> bool:
    """Send one broker message; False where the broker does not take it."""
    from outbox.tasks import relay  # noqa: PLC0415 -- tasks import services, which poke

    try:
        relay.apply_async(retry=False, ignore_result=True)
    except Exception as error:  # noqa: BLE001 -- every transport fails in its own way
        log.warning("The broker does not take messages: %s", error)
        return False
    return True


_hinter = Hinter()
poke = _hinter.poke
