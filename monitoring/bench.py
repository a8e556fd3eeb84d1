"""What taking mentions in costs, beside what the database alone needs for the same rows.

Both run in a transaction that is taken back, so that a storm of test rows pages nobody and leaves
nothing behind; neither pays for the last flush to disk.
"""

from __future__ import annotations

import json
import time
from statistics import median, quantiles
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.db import connection, transaction

from crisisdesk.kernel.clock import now
from monitoring import demo
from monitoring.enums import SourceKind
from monitoring.intake.store import COLUMNS
from monitoring.models import Watch
from monitoring.services.ingest import take_in
from teams.automation import automation
from teams.models import Brand

if TYPE_CHECKING:
    from collections.abc import Iterator

ROWS = 20_000
BATCHES = (1000, 100)


class _Undo(Exception):
    """The benchmark leaves nothing behind."""


def ingest(rows: int = ROWS) -> dict[str, Any]:
    """Mentions a second from JSON to stored, classified, counted and judged; COPY beside it."""
    found: dict[str, Any] = {"rows": rows, "batches": {}}
    for size in BATCHES:
        found["batches"][str(size)] = _undone(lambda size=size: _measure(rows, size))
    return found


def _undone(work: Any) -> Any:
    """Run the work in a transaction that is taken back."""
    kept: list[Any] = []
    try:
        with transaction.atomic():
            kept.append(work())
            raise _Undo
    except _Undo:
        return kept[0]


def _measure(rows: int, size: int) -> dict[str, Any]:
    brand = Brand.objects.create(slug=f"bench-{uuid4().hex[:12]}", name="Bench")
    Watch.objects.create(brand=brand, name="Bench", words=list(demo.WATCH_WORDS))
    bodies = list(_bodies(rows, size))
    take_in(json.loads(bodies[0])[:1], brand=brand, actor=automation(), kind=SourceKind.API)
    times = [_once(brand, body) for body in bodies]
    peer = _copy_peer(brand)
    rate = rows / sum(times)
    return {
        "mentions_per_second": round(rate),
        "batch_median_ms": round(1000 * median(times), 1),
        "batch_p95_ms": round(1000 * quantiles(times, n=20)[-1], 1),
        "copy_rows_per_second": round(peer),
        "share_of_copy": round(rate / peer, 3),
    }


def _once(brand: Brand, body: bytes) -> float:
    began = time.perf_counter()
    take_in(json.loads(body), brand=brand, actor=automation(), kind=SourceKind.API)
    return time.perf_counter() - began


def _bodies(rows: int, size: int) -> Iterator[bytes]:
    """Batches of invented mentions as a listening tool would send them."""
    texts = [item["text"] for item in demo.quiet_week(now())]
    at = now().isoformat()
    for begin in range(0, rows, size):
        items = [
            {
                "external_id": f"bench-{number}",
                "source": "facebook",
                "author": f"author-{number % 997}",
                "text": f"{texts[number % len(texts)]} {number}",
                "posted_at": at,
                "reach": number % 5000,
                "url": f"https://facebook.example/{number}",
            }
            for number in range(begin, min(begin + size, rows))
        ]
        yield json.dumps(items, ensure_ascii=False).encode()


def _copy_peer(brand: Brand) -> float:
    """Rows a second that COPY puts into the same table with the same indexes."""
    names = ", ".join(COLUMNS)
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TEMPORARY TABLE bench_rows ON COMMIT DROP AS SELECT {names} "  # noqa: S608
            "FROM monitoring_mention WHERE brand_id = %s",
            [brand.pk],
        )
        cursor.execute("DELETE FROM monitoring_mention WHERE brand_id = %s", [brand.pk])
        with cursor.copy("COPY bench_rows TO STDOUT") as out:
            data = b"".join(bytes(part) for part in out)
        began = time.perf_counter()
        with cursor.copy(f"COPY monitoring_mention ({names}) FROM STDIN") as into:
            into.write(data)
        seconds = time.perf_counter() - began
        rows = cursor.rowcount
        cursor.execute("DROP TABLE bench_rows")
    return rows / seconds
