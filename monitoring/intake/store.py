"""Stores mentions and counts them in one transaction, so that neither is ever lost or doubled.

First the keys: a lean table that remembers every mention for good says which are new. Two writers
that hold the same mentions ask for them in the same order, so they wait for each other and never in
a circle. What is new is then copied straight into the months where it belongs, and counted. Python
works while the database does: it makes and writes out rows while the keys are looked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import connection

from monitoring.intake import counting, lines, months, settling
from monitoring.intake.counting import Touched
from monitoring.intake.keys import key_of
from monitoring.intake.lines import COLUMNS, Lines
from monitoring.intake.pipeline import pipeline

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    Name = tuple[int, str, datetime]

__all__ = ["COLUMNS", "Touched", "store"]

_SOURCE, _NAME, _POSTED = (COLUMNS.index(c) for c in ("source_id", "external_id", "posted_at"))
_WATCHES, _BRAND, _PLATFORM, _LABEL, _REACH = (
    COLUMNS.index(c) for c in ("watches", "brand_id", "platform", "label", "reach")
)

NEW_KEYS = f"""
WITH fresh AS (
    INSERT INTO {settling.FRESH} (digest, mention_id, posted_at)
    SELECT digest, nextval('monitoring_mention_id_seq'), posted_at
    FROM unnest(%(digests)s::uuid[], %(times)s::timestamptz[]) AS asked (digest, posted_at)
    WHERE digest NOT IN (
        SELECT digest FROM {settling.SETTLED} WHERE digest = ANY(%(digests)s::uuid[])
    )
    ORDER BY digest
    ON CONFLICT (digest) DO NOTHING
    RETURNING digest, mention_id
)
SELECT string_agg(replace(digest::text, '-', ''), ','), string_agg(mention_id::text, ',')
FROM fresh
"""  # noqa: S608 -- our own constants
COPY = f"COPY {months.TABLE} (id, {', '.join(COLUMNS)}) FROM STDIN"


class Asked(NamedTuple):
    """The names of a batch: where each key stood first, and when everything was posted."""

    places: dict[str, int]
    moments: list[float]
    times: list[str]


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
    asked = _asked(names)
    if not asked.places:
        return 0, {}
    ids, made, written = _new(asked, rows)
    fresh = [(ids[key], place) for key, place in asked.places.items() if key in ids]
    if not fresh:
        return 0, {}
    with connection.cursor() as cursor, cursor.copy(COPY) as copy:
        for some in _pieces(fresh, lines.PIECE):
            ready = written.until(some[-1][1])
            copy.write("".join([f"{pk}\t{ready[place]}\n" for pk, place in some]))
        counts = counting.counted(_fact(made[at], asked.moments[at]) for _pk, at in fresh)
    return len(fresh), counting.keep(*counts)


def _asked(names: Iterable[Name]) -> Asked:
    places: dict[str, int] = {}
    moments = []
    for place, (source_id, external_id, posted_at) in enumerate(names):
        places.setdefault(key_of(source_id, external_id), place)
        moments.append(posted_at.timestamp())
    return Asked(places, moments, lines.times(moments))


def _new(
    asked: Asked, rows: Iterable[Sequence[Any]]
) -> tuple[dict[str, str], Sequence[Sequence[Any]], Lines]:
    """Ids for the keys that were not known, which from now on they are; all rows, and as lines."""
    wanted = months.of(asked.moments)
    times = [asked.times[place] for place in asked.places.values()]
    values = {"digests": _array(asked.places), "times": _array(times)}
    with pipeline() as asking:
        # Held from here on: no partition goes, and no key moves.
        asking.ask(months.HOLD)
        missing = asking.ask(months.MISSING, [list(wanted)])
        keys = asking.ask(NEW_KEYS, values)
        asking.hurry()
        made = list(rows)
        written = Lines(made, asked.times)
        while not asking.answers() and written.more():
            pass
        found, ids = keys.fetchone()
        gone = [name for (name,) in missing.fetchall()]
    if found and gone:
        months.see_to(gone, wanted)
    return dict(zip(found.split(","), ids.split(","), strict=True)) if found else {}, made, written


def _array(values: Iterable[str]) -> str:
    """As PostgreSQL reads an array of what needs no quoting."""
    return f"{{{','.join(values)}}}"


def _pieces(values: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    """The values in pieces of this size."""
    return (values[start : start + size] for start in range(0, len(values), size))


def _fact(row: Sequence[Any], moment: float) -> counting.Fact:
    return row[_WATCHES], row[_BRAND], moment, row[_PLATFORM], row[_LABEL], row[_REACH]
