"""Counts of new mentions by watch, five minutes and platform, added to what is kept."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from crisisdesk.kernel.vocabulary import Sentiment
from monitoring.clockwork import SECONDS
from monitoring.intake.pipeline import pipeline

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

#: (watch or brand, start as Unix time, platform) → [total, negative, positive, reach]; of a watch
#: also the reach of the negatives and the widest reach of one negative.
Counts = dict[tuple[int, int, str], list[int]]
#: watches, brand, Unix time, platform, label, reach
Fact = tuple["Sequence[int]", int, float, str, str, int]

OF_WATCH = """
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
OF_BRAND = """
INSERT INTO monitoring_brandbucket AS kept
    (brand_id, start, platform, total, negative, positive, reach)
SELECT brand_id, to_timestamp(start), platform, total, negative, positive, reach
FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::int[], %s::int[], %s::int[], %s::bigint[])
    AS fresh (brand_id, start, platform, total, negative, positive, reach)
ON CONFLICT (brand_id, start, platform) DO UPDATE SET
    total = kept.total + excluded.total,
    negative = kept.negative + excluded.negative,
    positive = kept.positive + excluded.positive,
    reach = kept.reach + excluded.reach
"""


class Touched(NamedTuple):
    """The earliest and the latest bucket of a watch that new mentions fell into."""

    first: datetime
    last: datetime


def keep(of_watch: Counts, of_brand: Counts) -> dict[int, Touched]:
    """Add counts to what is kept; which buckets were touched, by watch."""
    with pipeline() as asking:
        for statement, sums in ((OF_WATCH, of_watch), (OF_BRAND, of_brand)):
            if sums:
                asking.ask(statement, _columns(sums))
    spans: dict[int, list[int]] = {}
    for watch, start, _platform in sorted(of_watch):
        spans.setdefault(watch, [start, start])[1] = start
    return {watch: Touched(*map(_moment, span)) for watch, span in spans.items()}


def counted(facts: Iterable[Fact]) -> tuple[Counts, Counts]:
    """Counts by watch, and by brand; alike ones first, since a batch has few kinds of them."""
    alike: defaultdict[Any, list[int]] = defaultdict(lambda: [0, 0, 0])
    for watches, brand, moment, platform, label, reach in facts:
        one = alike[tuple(watches), brand, int(moment) // SECONDS, platform, label]
        one[0] += 1
        one[1] += reach
        one[2] = max(one[2], reach)
    of_watch: Counts = defaultdict(lambda: [0, 0, 0, 0, 0, 0])
    of_brand: Counts = defaultdict(lambda: [0, 0, 0, 0])
    for (watches, brand, step, platform, label), (number, reached, widest) in alike.items():
        start, bad = step * SECONDS, label == Sentiment.NEGATIVE
        rows = [of_watch[watch, start, platform] for watch in watches]
        for row in (*rows, of_brand[brand, start, platform]):
            row[0] += number
            row[1] += number * bad
            row[2] += number * (label == Sentiment.POSITIVE)
            row[3] += reached
        for row in rows if bad else ():
            row[4] += reached
            row[5] = max(row[5], widest)
    return of_watch, of_brand


def _columns(sums: Counts) -> list[list[Any]]:
    """In the order in which everybody holds buckets, so that nobody waits in a circle."""
    rows = ((*key, *sums[key]) for key in sorted(sums))
    return [list(column) for column in zip(*rows, strict=True)]


def _moment(start: int) -> datetime:
    return datetime.fromtimestamp(start, UTC)
