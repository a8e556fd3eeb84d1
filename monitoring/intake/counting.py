"""Counts of new mentions by watch, five minutes and platform, added to what is kept."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from django.db import connection

from crisisdesk.kernel.vocabulary import Sentiment
from monitoring.clockwork import SECONDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

#: (watch, start as Unix time, platform) → [total, negative, positive, reach, reach of
#: the negatives, widest reach of one negative]
Counts = dict[tuple[int, int, str], list[int]]

ADD = """
INSERT INTO monitoring_bucket AS kept
    (watch_id, start, platform, total, negative, positive, reach, negative_reach, widest)
SELECT watch_id, to_timestamp(start), platform, total, negative, positive, reach,
    negative_reach, widest
FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::int[], %s::int[], %s::int[], %s::bigint[],
    %s::bigint[], %s::bigint[])
    AS fresh (watch_id, start, platform, total, negative, positive, reach, negative_reach, widest)
ON CONFLICT (watch_id, start, platform) DO UPDATE SET
    total = kept.total + excluded.total,
    negative = kept.negative + excluded.negative,
    positive = kept.positive + excluded.positive,
    reach = kept.reach + excluded.reach,
    negative_reach = kept.negative_reach + excluded.negative_reach,
    widest = greatest(kept.widest, excluded.widest)
"""


class Touched(NamedTuple):
    """The earliest and the latest bucket of a watch that new mentions fell into."""

    first: datetime
    last: datetime


def counted(facts: Iterable[tuple[Sequence[int], float, str, str, int]]) -> Counts:
    """Counts of (watches, Unix time, platform, label, reach)."""
    sums: Counts = defaultdict(lambda: [0, 0, 0, 0, 0, 0])
    for watches, moment, platform, label, reach in facts:
        start = int(moment) // SECONDS * SECONDS
        for watch in watches:
            row = sums[watch, start, platform]
            row[0] += 1
            row[1] += label == Sentiment.NEGATIVE
            row[2] += label == Sentiment.POSITIVE
            row[3] += reach
            if label == Sentiment.NEGATIVE:
                row[4] += reach
                row[5] = max(row[5], reach)
    return sums


def add(sums: Counts) -> dict[int, Touched]:
    """Add them, in the order in which everybody holds buckets; which were touched, by watch."""
    if not sums:
        return {}
    keys = sorted(sums)
    columns = [list(column) for column in zip(*((*key, *sums[key]) for key in keys), strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(ADD, columns)
    spans: dict[int, list[int]] = {}
    for watch, start, _platform in keys:
        spans.setdefault(watch, [start, start])[1] = start
    return {watch: Touched(*map(_moment, span)) for watch, span in spans.items()}


def _moment(start: int) -> datetime:
    return datetime.fromtimestamp(start, UTC)
