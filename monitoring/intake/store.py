"""Stores mentions and counts them in one statement, so that neither is ever lost or doubled.

Rows are copied into a staging table of the connection and inserted from there in the order of
their key: two writers that hold the same mentions wait for each other and never in a circle.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import connection

from monitoring.clockwork import SECONDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

COLUMNS = (
    "brand_id", "source_id", "external_id", "watches", "author", "text", "text_key", "posted_at",
    "received_at", "language", "reach", "url", "platform", "label", "negative", "uncertain",
)  # fmt: skip
_NAMES = ", ".join(COLUMNS)

STAGING = """
CREATE TEMPORARY TABLE IF NOT EXISTS mention_staging (
    brand_id bigint, source_id bigint, external_id text, watches bigint[], author text, text text,
    text_key text, posted_at timestamptz, received_at timestamptz, language text, reach bigint,
    url text, platform text, label text, negative float8, uncertain boolean
)
"""

TAKE_OVER = f"""
WITH fresh AS (
    INSERT INTO monitoring_mention ({_NAMES})
    SELECT {_NAMES} FROM mention_staging ORDER BY source_id, external_id
    ON CONFLICT (source_id, external_id) DO NOTHING
    RETURNING watches, posted_at, platform, label, reach
), sums AS (
    SELECT watch_id,
           date_bin('{SECONDS} seconds', posted_at, timestamptz '1970-01-01 00:00:00+00') AS start,
           platform,
           count(*) AS total,
           count(*) FILTER (WHERE label = 'negative') AS negative,
           count(*) FILTER (WHERE label = 'positive') AS positive,
           sum(reach) AS reach
    FROM fresh, unnest(watches) AS watch_id
    GROUP BY 1, 2, 3
    ORDER BY 1, 2, 3
), counted AS (
    INSERT INTO monitoring_bucket AS kept
        (watch_id, start, platform, total, negative, positive, reach)
    SELECT watch_id, start, platform, total, negative, positive, reach FROM sums
    ON CONFLICT (watch_id, start, platform) DO UPDATE SET
        total = kept.total + excluded.total,
        negative = kept.negative + excluded.negative,
        positive = kept.positive + excluded.positive,
        reach = kept.reach + excluded.reach
    RETURNING watch_id, start
)
SELECT (SELECT count(*) FROM fresh), watch_id, min(start), max(start)
FROM (SELECT watch_id, start FROM counted UNION ALL SELECT NULL, NULL) AS touched
GROUP BY watch_id
"""  # noqa: S608 -- names of our own columns


class Touched(NamedTuple):
    """The earliest and the latest bucket of a watch that new mentions fell into."""

    first: datetime
    last: datetime


def store(rows: Iterable[Sequence[Any]]) -> tuple[int, dict[int, Touched]]:
    """Insert what is new and count it; how many were new, and which buckets of which watch."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL client_min_messages = warning")
        cursor.execute(STAGING)
        cursor.execute("TRUNCATE mention_staging")
        with cursor.copy(f"COPY mention_staging ({_NAMES}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        cursor.execute(TAKE_OVER)
        answer = cursor.fetchall()
    fresh = answer[0][0] if answer else 0
    return fresh, {watch: Touched(first, last) for _n, watch, first, last in answer if watch}
