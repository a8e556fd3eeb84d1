"""What judging costs, and how long a mention takes to reach a page that is open.

Buckets: the detectors of one watch with four platforms, after a month and after a year of history.
Alerts: an alert with its evidence, signal, case, log and letters. Page: from sending a mention to
the address of a webhook until the event stream of an open war room has brought its news, in a real
web process on this machine; beside it one NOTIFY heard on the same server.
"""

from __future__ import annotations

import json
import random
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import psycopg
from django.db import connection

from crisisdesk import database
from crisisdesk.kernel.clock import now
from desk.bench import people, web
from desk.bench.timing import figures
from incidents.services.opening import open_incident
from monitoring.clockwork import STEP, floor
from monitoring.detection import NEGATIVE
from monitoring.enums import SignalLevel, SourceKind
from monitoring.feeding import Counts, Part
from monitoring.judging import Hit, Judges
from monitoring.models import Signal, Watch
from monitoring.services import detection, episodes, sources
from monitoring.services.ingest import take_in
from teams.automation import automation

if TYPE_CHECKING:
    from incidents.models import Incident
    from monitoring.models import Source
    from teams.models import Brand, User

PER_DAY = timedelta(days=1) // STEP
HISTORIES = (30, 365)
MEASURED_DAYS = 10
PLATFORMS = ("facebook", "tiktok", "zalo", "forum")
ALERTS, PAGES, NOTES = 30, 12, 200
STORM = 80
CALM = """
INSERT INTO monitoring_bucket (watch_id, start, platform, total, negative, positive, reach,
    negative_reach, widest)
SELECT %s, date_bin('5 minutes', now(), timestamptz '1970-01-01') - n * interval '30 minutes',
    'facebook', 2, 0, 0, 20, 0, 0
FROM generate_series(1, 384) AS n
"""


def run() -> dict[str, Any]:
    """All four figures, and the limit."""
    brand, person = people.brand_with_manager()
    return {
        "figure": {
            "buckets": {f"after {days} days": _buckets(days) for days in HISTORIES},
            "alerts_per_second": _alerts(brand),
            "mention_to_open_page": _page(brand, person),
        },
        "limit": {"one NOTIFY round trip": _notify()},
    }


def _buckets(days: int) -> dict[str, float]:
    """Buckets of a watch a second, over the ten days that follow so much history.

    In time of the processor beside time of the clock: others on the machine take of the latter only.
    """
    chance, judges = random.Random(days), Judges()  # noqa: S311 -- invented counts
    at = datetime(2026, 1, 5, tzinfo=UTC)
    for _number in range(days * PER_DAY):
        judges.observe(at, _counts(chance))
        at += STEP
    rows = [_counts(chance) for _number in range(MEASURED_DAYS * PER_DAY)]
    begun, spent = time.perf_counter(), time.process_time()
    for counts in rows:
        judges.observe(at, counts)
        at += STEP
    spent, taken = time.process_time() - spent, time.perf_counter() - begun
    return {
        "per_second": round(len(rows) / taken),
        "processor_microseconds_each": round(spent / len(rows) * 1e6, 1),
    }


def _counts(chance: random.Random) -> Counts:
    parts = {name: Part(count := chance.randrange(4), count // 3) for name in PLATFORMS}
    total, negative = (sum(column) for column in zip(*parts.values(), strict=True))
    return Counts(total, negative, negative * 50, 50 * (negative > 0), parts)


def _alerts(brand: Brand) -> float:
    """Alerts a second, each of a watch of its own, each opening a case."""
    watches = [
        Watch.objects.create(brand=brand, name=f"Bench {number}", words=[f"bench{number}"])
        for number in range(ALERTS)
    ]
    moment = floor(now())
    begun = time.perf_counter()
    for watch in watches:
        episodes.take(watch, [_hit(moment)])
    return round(ALERTS / (time.perf_counter() - begun), 1)


def _hit(at: datetime) -> Hit:
    facts = {
        "kind": NEGATIVE, "window_minutes": 30, "count": 90, "expected": 3.0,
        "once_in_days": 40.0, "share": None, "usual_share": None,
    }  # fmt: skip
    begins = at - timedelta(minutes=30)
    return Hit(NEGATIVE, SignalLevel.ALERT, at, begins, 0.6, facts, news=True)


def _page(brand: Brand, person: User) -> dict[str, float]:
    """Milliseconds from sending the mention that makes the alert to its news on the open page."""
    source, token = sources.create(
        brand, actor=person, name="Bench", kind=SourceKind.WEBHOOK, platform="facebook"
    )
    taken = []
    with web.serve() as port:
        for number in range(PAGES + 1):
            case = _storm_with_open_case(brand, person, source, number)
            with web.War(port, person, case) as page:
                begun = time.perf_counter()
                web.post(port, f"/api/v1/intake/{token}/", [_mention(number, STORM)])
                page.wait_for_news()
                taken.append((time.perf_counter() - begun) * 1000)
    # The first one also waits for a process that has answered nobody yet.
    return figures(taken[1:])


def _storm_with_open_case(brand: Brand, person: User, source: Source, number: int) -> Incident:
    """A watch with calm days and a storm of which the last mention is still to come."""
    watch = Watch.objects.create(brand=brand, name=f"Storm {number}", words=[f"hieu{number}x"])
    with connection.cursor() as cursor:
        cursor.execute(CALM, [watch.pk])
    detection.run(watch.pk)
    case = open_incident(brand=brand, title=f"Storm {number}", actor=person, reporter="bench")
    at = now() - timedelta(days=3)
    Signal.objects.create(
        brand=brand, watch=watch, kind=NEGATIVE, level=SignalLevel.ALERT, started_at=at, at=at,
        last_at=at, raised_by=automation(), episode=at.isoformat(), state="linked", incident=case,
    )  # fmt: skip
    items = [_mention(number, one) for one in range(STORM)]
    take_in(items, brand=brand, actor=automation(), source=source, judge=False)
    return case


def _mention(storm: int, number: int) -> dict[str, Any]:
    return {
        "external_id": f"storm-{storm}-{number}",
        "text": f"hieu{storm}x lừa đảo, quá tệ, sữa bị hỏng, tẩy chay ngay {number}",
        "posted_at": now().isoformat(),
        "reach": 100,
    }


def _notify() -> dict[str, float]:
    """Milliseconds from NOTIFY on one connection until another one has heard it."""
    server = {**database.direct_conninfo(), "dbname": connection.settings_dict["NAME"]}
    taken = []
    with (
        psycopg.connect(**server, autocommit=True) as sender,
        psycopg.connect(**server, autocommit=True) as listener,
    ):
        listener.execute("LISTEN bench")
        for number in range(NOTES):
            begun = time.perf_counter()
            sender.execute("SELECT pg_notify('bench', %s)", [json.dumps({"seq": number})])
            next(listener.notifies(timeout=5, stop_after=1))
            taken.append((time.perf_counter() - begun) * 1000)
    return figures(taken)
