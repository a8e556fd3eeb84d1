"""What taking mentions in costs, beside what the database alone needs for the same rows.

It works on a scratch database with real commits: an answered batch is on disk. Ours and the peers
take turns, batch by batch, so that a busy machine slows all of them alike. The plain and the staged
peer do not know what is there already; the keyed one does, as ours does.
"""

from __future__ import annotations

import json
import os
import time
from collections import defaultdict
from functools import partial
from itertools import count
from statistics import median, quantiles
from threading import Thread
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

from crisisdesk.kernel.clock import minutes, now
from monitoring import demo
from monitoring.bench_rows import FIVE_YEARS, fill
from monitoring.enums import Platform
from monitoring.intake import months
from monitoring.intake.clean import clean
from monitoring.intake.keys import key_of
from monitoring.intake.lines import COLUMNS, lines, times
from monitoring.intake.settling import FRESH, SETTLED, settle
from monitoring.intake.store import store
from monitoring.models import Source, Watch
from monitoring.services.ingest import take_in
from monitoring.understanding import classify_many
from teams.automation import automation
from teams.models import Brand

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import timedelta

#: Rows that the table holds before measuring; more on request: CRISISDESK_BENCH_ROWS=20000000.
SIZES = (1_000_000, 5_000_000)
ROWS = 20_000
SENDERS = 2
_NAMES = ", ".join(COLUMNS)
_POSTED, _NAME = COLUMNS.index("posted_at"), COLUMNS.index("external_id")
_number = count()


def ingest(
    sizes: tuple[int, ...] = (), rows: int = ROWS, span: timedelta = FIVE_YEARS
) -> dict[str, Any]:
    """Mentions a second from JSON to stored, classified, counted and judged, as the table grows."""
    brand = Brand.objects.create(slug="bench", name="Bench")
    source = Source.objects.create(brand=brand, key="facebook", name="Facebook", kind="api")
    watch = Watch.objects.create(brand=brand, name="Bench", words=list(demo.WATCH_WORDS))
    asked = int(os.environ.get("CRISISDESK_BENCH_ROWS", "0"))
    figure, limit, have = {}, {}, 0
    for size in sizes or sorted({*SIZES, asked} - {0}):
        fill(brand, source, watch, have, size, span)
        have = size
        name = f"{size} rows in the table"
        storing = _storing(brand, source, watch, rows)
        figure[name] = _whole(brand, rows) | {"storing_rows_per_second": storing.pop("ours")}
        limit[name] = storing
        figure[name]["storing_share_of_staged"] = _share(figure[name], storing, "staged")
        figure[name]["storing_share_of_keyed"] = _share(figure[name], storing, "keyed")
        figure[name]["storing_share_of_plain_copy"] = _share(figure[name], storing, "plain")
        figure[name]["keys_carried_over_per_second"] = _settling()
    return {"figure": figure | _flatness(list(figure.values())), "limit": limit}


def _flatness(sizes: list[dict[str, Any]]) -> dict[str, Any]:
    """Rates in the largest table as a share of those in the smallest."""
    rates = ("mentions_per_second_one_sender", "storing_rows_per_second")
    if len(sizes) < 2:  # noqa: PLR2004 -- nothing to compare
        return {}
    return {"largest_beside_smallest": {r: round(sizes[-1][r] / sizes[0][r], 2) for r in rates}}


def _share(figure: dict[str, Any], peers: dict[str, int], kind: str) -> float:
    peer = next(rate for name, rate in peers.items() if name.startswith(kind))
    return round(figure["storing_rows_per_second"] / peer, 2)


def _whole(brand: Brand, rows: int) -> dict[str, Any]:
    """From the bytes of a request to everything done, by one sender and by two at once."""
    _send(brand, list(_bodies(2000, 1000)))
    thousands, hundreds = list(_bodies(rows, 1000)), list(_bodies(rows // 2, 100))
    began, spent = time.perf_counter(), time.process_time()
    times = _send(brand, thousands)
    alone, spent = time.perf_counter() - began, time.process_time() - spent
    small = _send(brand, hundreds)
    return {
        "mentions_per_second_one_sender": round(rows / alone),
        f"mentions_per_second_{SENDERS}_senders": round(rows * SENDERS / _together(brand, rows)),
        "python_microseconds_each": round(spent / rows * 1e6, 1),
        "batch_of_1000_median_ms": round(1000 * median(times), 1),
        "batch_of_100_median_ms": round(1000 * median(small), 1),
        "batch_of_100_p95_ms": round(1000 * quantiles(small, n=20)[-1], 1),
    }


def _together(brand: Brand, rows: int) -> float:
    """Seconds until several senders are through, each with as much as one had before."""
    loads = [list(_bodies(rows, 1000)) for _sender in range(SENDERS)]
    threads = [Thread(target=_send_and_hang_up, args=(brand, load)) for load in loads]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.perf_counter() - began


def _send_and_hang_up(brand: Brand, bodies: list[bytes]) -> None:
    try:
        _send(brand, bodies)
    finally:
        connection.close()


def _send(brand: Brand, bodies: list[bytes]) -> list[float]:
    bot = automation()
    return [_timed(lambda body=body: take_in(json.loads(body), brand=brand, actor=bot))
            for body in bodies]  # fmt: skip


def _timed(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def _bodies(rows: int, size: int) -> Iterator[bytes]:
    """Batches of invented mentions as a listening tool would send them, never the same twice."""
    texts = [item["text"] for item in demo.quiet_week(now())]
    moment = now()
    for _batch in range(rows // size):
        items = [_item(texts, next(_number), moment) for _row in range(size)]
        yield json.dumps(items, ensure_ascii=False).encode()


def _item(texts: list[str], number: int, moment: Any) -> dict[str, Any]:
    return {
        "external_id": f"bench-{number}",
        "source": "facebook",
        "author": f"author-{number % 997}",
        "text": f"{texts[number % len(texts)]} {number}",
        "posted_at": (moment - minutes(number % 600 / 60)).isoformat(),
        "reach": number % 5000,
        "url": f"https://facebook.example/{number}",
    }


def _storing(brand: Brand, source: Source, watch: Watch, rows: int) -> dict[str, int]:
    """Rows a second of the storing part, and of three ways in which the database alone does it."""
    taken: dict[str, list[float]] = defaultdict(list)
    for body in _bodies(rows * 2, 1000):
        ready = _rows(json.loads(body), brand, source, watch)
        text = lines(ready, times([row[_POSTED].timestamp() for row in ready]))
        # Under names of their own, or the mentions would be known already.
        keys = [key_of(-source.pk, row[_NAME]) for row in ready]
        keyed = [f"{key}\t{line}" for key, line in zip(keys, text, strict=True)]
        ways = {
            "ours": partial(_store, ready),
            "staged COPY + INSERT .. ON CONFLICT": partial(_staged, _body(text)),
            "keyed: staged COPY + 2 INSERTs .. ON CONFLICT": partial(_keyed, _body(keyed)),
            "plain COPY": partial(_plain, _body(text)),
        }
        for name, way in ways.items():
            taken[name].append(_timed(way))
    return {name: round(1000 / median(times)) for name, times in taken.items()}


def _body(rows: list[str]) -> str:
    return "\n".join([*rows, ""])


def _settling() -> int:
    """Keys a second that are carried over to those that settled, which their batches did not pay."""
    began = time.perf_counter()
    return round(settle() / (time.perf_counter() - began))


def _rows(items: list[Any], brand: Brand, source: Source, watch: Watch) -> list[tuple[Any, ...]]:
    moment = now()
    heard = [clean(item, moment=moment) for item in items]
    judged = classify_many([one.text for one in heard])
    return [
        (
            brand.pk, source.pk, one.external_id, [watch.pk], one.author, one.text, one.text_key,
            one.posted_at, moment, word.language, one.reach, one.url, Platform.FACEBOOK.value,
            word.label, word.negative, word.uncertain,
        )
        for one, word in zip(heard, judged, strict=True)
    ]  # fmt: skip


@transaction.atomic
def _store(rows: list[tuple[Any, ...]]) -> None:
    store(rows)


@transaction.atomic
def _staged(text: str) -> None:
    """What is there already is not noticed: each row gets an id of its own, so none conflicts."""
    with connection.cursor() as cursor:
        _stage(cursor, "bench_staging", f"SELECT {_NAMES} FROM {months.TABLE}", text)  # noqa: S608
        cursor.execute(
            f"INSERT INTO {months.TABLE} ({_NAMES}) SELECT {_NAMES} FROM bench_staging "  # noqa: S608
            "ON CONFLICT DO NOTHING"
        )


@transaction.atomic
def _keyed(text: str) -> None:
    """The same promise as ours, each mention once, except that nothing is counted.

    The months cannot hold a unique index on source and name, so the table of keys stands for it.
    """
    with connection.cursor() as cursor:
        columns = f"SELECT ''::text AS key, {_NAMES} FROM {months.TABLE}"  # noqa: S608
        _stage(cursor, "bench_keyed", columns, text)
        cursor.execute(
            f"WITH fresh AS (INSERT INTO {FRESH} (digest, mention_id, posted_at)"  # noqa: S608
            " SELECT key::uuid, nextval('monitoring_mention_id_seq'), posted_at FROM bench_keyed"
            f" WHERE key::uuid NOT IN (SELECT digest FROM {SETTLED}"
            " WHERE digest = ANY(ARRAY(SELECT key::uuid FROM bench_keyed)))"
            " ORDER BY key ON CONFLICT (digest) DO NOTHING RETURNING digest, mention_id)"
            f" INSERT INTO {months.TABLE} (id, {_NAMES}) SELECT mention_id, {_NAMES}"
            " FROM fresh JOIN bench_keyed ON digest = key::uuid ON CONFLICT DO NOTHING"
        )


def _stage(cursor: Any, table: str, columns: str, text: str) -> None:
    cursor.execute("SET LOCAL client_min_messages = warning")
    cursor.execute(f"CREATE TEMPORARY TABLE IF NOT EXISTS {table} AS {columns} LIMIT 0")
    cursor.execute(f"TRUNCATE {table}")
    with cursor.copy(f"COPY {table} FROM STDIN") as into:
        into.write(text)


@transaction.atomic
def _plain(text: str) -> None:
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {months.TABLE} ({_NAMES}) FROM STDIN") as into,
    ):
        into.write(text)
