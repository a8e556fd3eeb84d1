"""The dead man's switch: an outside monitor is called while the desk is truly well.

When the calls stop, the monitor tells people by its own ways: the one alarm that works when
database, scheduler, worker or this machine do not.
"""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass
from datetime import timedelta
from http.client import HTTPException
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError, connection

from outbox import watch
from outbox.models import Heartbeat
from outbox.wire import ForbiddenAddress, post

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

log = logging.getLogger(__name__)

OK = range(200, 300)
#: Sweeps come every few seconds; a part silent for longer than this is dead.
SILENCE = timedelta(seconds=60)

_checks: dict[str, Callable[[], str]] = {}


@dataclass(frozen=True)
class Monitor:
    """One outside monitor; `name` is its host, for the address itself is a secret."""

    url: str

    @property
    def name(self) -> str:
        return urlsplit(self.url).hostname or "?"

    @property
    def part(self) -> str:
        digest = hashlib.sha256(self.url.encode()).hexdigest()[:16]
        return f"monitor:{digest}"

    @property
    def reached_at(self) -> datetime | None:
        row = Heartbeat.objects.filter(part=self.part).first()
        return row.at if row else None


def check(name: str, ask: Callable[[], str]) -> None:
    """Add a part that must be well; `ask` answers what is wrong, or nothing."""
    _checks[name] = ask


def monitors() -> list[Monitor]:
    return [Monitor(url) for url in settings.HEARTBEAT_URLS]


def parts() -> dict[str, str]:
    """Every part by name with what is wrong with it, empty where it is well."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
        return {
            "database": "",
            "scheduler": silent("scheduler"),
            "relay": _relay(),
            **{name: ask() for name, ask in _checks.items()},
        }
    except DatabaseError:
        return {"database": "does not answer"}


def silent(part: str) -> str:
    """What is wrong with a part that beats, or nothing."""
    quiet = watch.silent_for(part)
    if quiet is None:
        return "never seen"
    return "" if quiet < SILENCE else f"silent for {int(quiet.total_seconds())} s"


def _relay() -> str:
    count, late_by = watch.late()
    return f"{count} late, {int(late_by.total_seconds())} s" if count else ""


def call_out() -> int:
    """Call every monitor, if all is well; returns how many answered. Runs in a worker by the
    scheduler's clock, so that silence proves the death of either.
    """
    if ill := {name: wrong for name, wrong in parts().items() if wrong}:
        log.error("No heartbeat is sent: %s", ill)
        return 0
    return sum(_call(monitor) for monitor in monitors())


def _call(monitor: Monitor) -> bool:
    try:
        answer = post(monitor.url, b"", {"User-Agent": "crisisdesk"})
    except (ForbiddenAddress, OSError, HTTPException) as error:
        log.warning("The monitor %s was not reached: %s", monitor.name, error)
        return False
    if answer not in OK:
        log.warning("The monitor %s answered %s", monitor.name, answer)
        return False
    watch.beat(monitor.part)
    return True
