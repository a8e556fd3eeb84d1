"""Partitions of the mentions' table: one for each month of posting, by UTC."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import psycopg
from django.db import connection

from crisisdesk import database
from crisisdesk.kernel.clock import now

if TYPE_CHECKING:
    from collections.abc import Iterable

TABLE = "monitoring_mention"
#: Months that stand ready before anybody posts in them.
AHEAD = 2
#: A month is searched through an index of three-letter pieces once it is over for so long; in the
#: month that is being written such an index would cost more than all others together.
SETTLED_AFTER = timedelta(days=3)
#: Advisory locks: writers share the first with each other, never with who removes a partition or
#: carries keys over; the second lets one at a time make partitions.
WRITING, MAKING = 4_711_001, 4_711_002
#: Asked one after the other: until the transaction ends nobody removes a partition, and then which
#: of these names stand for none.
HOLD = f"SELECT pg_advisory_xact_lock_shared({WRITING})"
MISSING = "SELECT name FROM unnest(%s::text[]) AS name WHERE to_regclass(name) IS NULL"
_EPOCH = date(1970, 1, 1)
_PATIENCE = "SET lock_timeout = '20s'"


def month_of(at: datetime) -> date:
    """The first day of the month, as the border of a partition."""
    return at.astimezone(UTC).date().replace(day=1)


def after(month: date, count: int = 1) -> date:
    """So many months later (or earlier)."""
    place = month.year * 12 + month.month - 1 + count
    return date(place // 12, place % 12 + 1, 1)


def between(first: date, last: date) -> list[date]:
    """Every month from the first to the last."""
    found = [first.replace(day=1)]
    while found[-1] < last.replace(day=1):
        found.append(after(found[-1]))
    return found


def partition(month: date) -> str:
    """The name of a month's partition."""
    return f"{TABLE}_{month:%Y_%m}"


def existing() -> list[date]:
    """The months that have a partition, oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = %s::regclass",
            [TABLE],
        )
        names = [row[0] for row in cursor.fetchall()]
    return sorted(datetime.strptime(name[len(TABLE) + 1 :], "%Y_%m").date() for name in names)  # noqa: DTZ007 -- a month has no zone


def of(moments: Iterable[float]) -> dict[str, date]:
    """The partitions in which these times (Unix) have their place, by name."""
    days = {int(moment) // 86_400 for moment in moments}
    found = (_EPOCH + timedelta(days=day) for day in days)
    return {partition(day): day.replace(day=1) for day in found}


def see_to(missing: Iterable[str], wanted: dict[str, date]) -> None:
    """Make what `MISSING` named, beside the transaction that holds `HOLD` and will write there."""
    names = sorted(missing)
    make(wanted[name] for name in names)
    with connection.cursor() as cursor:
        # Touching the new tables also makes this session notice that there are more of them.
        for name in names:
            cursor.execute(f"LOCK TABLE {name} IN ROW EXCLUSIVE MODE")


def make(months: Iterable[date]) -> int:
    """Make those that are missing; how many that were.

    On a connection of its own: committed at once, so that two writers who need the same month
    never wait for each other's transaction, and attached, which unlike `PARTITION OF` lets others
    read and write meanwhile.
    """
    made = 0
    address = {**database.direct_conninfo(), "dbname": str(connection.settings_dict["NAME"])}
    with psycopg.connect(**address) as own, own.cursor() as cursor:
        cursor.execute(_PATIENCE)
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [MAKING])
        for month in sorted(months):
            made += _make(cursor, month)
    return made


def _make(cursor: psycopg.Cursor, month: date) -> bool:
    name = partition(month)
    cursor.execute("SELECT to_regclass(%s)", [name])
    if cursor.fetchone() != (None,):
        return False
    cursor.execute(f"CREATE TABLE {name} (LIKE {TABLE} INCLUDING DEFAULTS INCLUDING CONSTRAINTS)")
    cursor.execute(
        f"ALTER TABLE {TABLE} ATTACH PARTITION {name}"
        f" FOR VALUES FROM ('{month} 00:00+00') TO ('{after(month)} 00:00+00')"
    )
    return True


def make_ahead() -> int:
    """Make the present month and the next ones ready; how many were missing."""
    this = month_of(now())
    wanted = between(this, after(this, AHEAD))
    missing = set(wanted) - set(existing())
    return make(missing) if missing else 0


def index_settled() -> int:
    """Give one month that is over its index for finding words; late mentions wait meanwhile."""
    last = after(month_of(now() - SETTLED_AFTER), -1)
    names = [partition(month) for month in existing() if month <= last]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name FROM unnest(%s::text[]) AS name"
            " WHERE to_regclass(name || '_words') IS NULL ORDER BY name DESC LIMIT 1",
            [names],
        )
        if not (found := cursor.fetchone()):
            return 0
        cursor.execute(
            f"CREATE INDEX {found[0]}_words ON {found[0]} USING gin (text_key gin_trgm_ops)"
        )
    return 1
