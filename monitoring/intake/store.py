"""Stores mentions and counts them in one transaction, so that neither is ever lost or doubled.

First the keys: a small table that remembers every mention for good says which are new. Two writers
that hold the same mentions ask for them in the same order, so they wait for each other and never in
a circle. What is new is then copied straight into the months where it belongs, piece by piece, and
counted.
"""

from __future__ import annotations

from functools import lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from django.db import connection
from psycopg import Cursor

from monitoring.intake import counting, months
from monitoring.intake.counting import Touched
from monitoring.intake.keys import key_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime

    Name = tuple[int, str, datetime]

__all__ = ["COLUMNS", "Touched", "store"]

COLUMNS = (
    "brand_id", "source_id", "external_id", "watches", "author", "text", "text_key", "posted_at",
    "received_at", "language", "reach", "url", "platform", "label", "negative", "uncertain",
)  # fmt: skip
_SOURCE, _NAME, _POSTED = (COLUMNS.index(c) for c in ("source_id", "external_id", "posted_at"))
_BRAND, _WATCHES, _PLATFORM, _LABEL, _REACH = (
    COLUMNS.index(c) for c in ("brand_id", "watches", "platform", "label", "reach")
)

NEW_KEYS = """
INSERT INTO monitoring_mentionkey (digest, mention_id, posted_at)
SELECT digest::uuid, nextval('monitoring_mention_id_seq'), posted_at::timestamptz
FROM unnest(string_to_array(%s, ','), string_to_array(%s, ',')) AS asked (digest, posted_at)
ORDER BY digest
ON CONFLICT (digest) DO NOTHING
RETURNING replace(digest::text, '-', ''), mention_id
"""
COPY = f"COPY {months.TABLE} (id, {', '.join(COLUMNS)}) FROM STDIN"

#: What is counted of a row that has its id before it.
_COUNTED = itemgetter(*(c + 1 for c in (_WATCHES, _BRAND, _POSTED, _PLATFORM, _LABEL, _REACH)))
#: Rows that are written out and counted while the database takes in those before them.
PIECE = 250

#: Signs that no cleaned text holds: between fields and between rows while a batch is one string.
_FIELD, _ROW = "\x1f", "\x1e"
_ESCAPES = (
    ("\\", "\\\\"), ("\n", "\\n"), ("\r", "\\r"), ("\t", "\\t"), (_FIELD, "\t"), (_ROW, "\n"),
)  # fmt: skip


def store(
    rows: Iterable[Sequence[Any]], names: Iterable[Name] | None = None
) -> tuple[int, dict[int, Touched]]:
    """Insert what is new and count it; how many were new, and which buckets of which watch.

    With `names`, source, external id and time of each row, the keys are asked for first, and
    `rows` are made while the database looks for them. Making them may not ask it anything.
    """
    if names is None:
        rows = list(rows)
        names = [(row[_SOURCE], row[_NAME], row[_POSTED]) for row in rows]
    asked: dict[str, tuple[int, datetime]] = {}
    for index, (source_id, external_id, posted_at) in enumerate(names):
        asked.setdefault(key_of(source_id, external_id), (index, posted_at))
    if not asked:
        return 0, {}
    ids, made = _new(asked, rows)
    fresh = [(ids[key], *made[index]) for key, (index, _at) in asked.items() if key in ids]
    if not fresh:
        return 0, {}
    months.ready(row[_POSTED + 1].timestamp() for row in fresh)
    of_watch, of_brand = counting.nothing()
    with connection.cursor() as cursor, cursor.copy(COPY) as copy:
        for some in _pieces(fresh, PIECE):
            copy.write(lines(some))
            counting.add_to(of_watch, of_brand, map(_fact, some))
    return len(fresh), counting.keep(of_watch, of_brand)


def _pieces(values: Sequence[Any], size: int) -> Iterable[Sequence[Any]]:
    """The values in pieces of this size."""
    return (values[start : start + size] for start in range(0, len(values), size))


def _fact(fresh: Sequence[Any]) -> counting.Fact:
    watches, brand_id, posted_at, *rest = _COUNTED(fresh)
    return (watches, brand_id, posted_at.timestamp(), *rest)


def _new(
    asked: dict[str, tuple[int, datetime]], rows: Iterable[Sequence[Any]]
) -> tuple[dict[str, int], Sequence[Sequence[Any]]]:
    """Ids for the keys that were not known, which from now on they are; and all rows."""
    times = ",".join([str(posted_at) for _index, posted_at in asked.values()])
    connection.ensure_connection()
    raw = connection.connection
    with connection.wrap_database_errors, raw.pipeline(), Cursor(raw) as cursor:
        cursor.execute(NEW_KEYS, [",".join(asked), times])
        made = list(rows)
        return dict(cursor.fetchall()), made


def lines(rows: Sequence[Sequence[Any]]) -> str:
    """Rows as COPY reads them; joined first, so that a few passes over one string escape them all."""
    columns = [
        column if write is None else map(write, column)
        for write, column in zip(_WRITERS, zip(*rows, strict=True), strict=True)
    ]
    body = _ROW.join(map(_FIELD.join, zip(*columns, strict=True)))
    if body.count(_FIELD) != len(rows) * len(COLUMNS) or body.count(_ROW) != len(rows) - 1:
        message = "A text with control characters was not cleaned before it was stored."
        raise ValueError(message)
    for sign, escaped in _ESCAPES:
        body = body.replace(sign, escaped)
    return body + "\n"


def _array(watches: Iterable[int]) -> str:
    return f"{{{','.join(map(str, watches))}}}"


#: What is text already is written as it is; a batch is received at one moment, which need not be
#: written out for every row.
_SPECIAL: dict[str, Callable[[Any], str] | None] = {
    **dict.fromkeys(
        ("external_id", "author", "text", "text_key", "language", "url", "platform", "label")
    ),
    "watches": _array,
    "received_at": lru_cache(maxsize=16)(str),
}
_WRITERS = [str, *(_SPECIAL.get(column, str) for column in COLUMNS)]
