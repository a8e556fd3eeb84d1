"""Millions of mentions quickly, spread over five years, as a desk has them that ran so long."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import connection

from crisisdesk.kernel.clock import now
from monitoring.intake import months

if TYPE_CHECKING:
    from monitoring.models import Source, Watch
    from teams.models import Brand

FIVE_YEARS = timedelta(days=5 * 365)
PART = 250_000
MENTIONS = """
WITH made AS (
    SELECT nextval('monitoring_mention_id_seq') AS id, 'old-' || n AS name, n,
        %(oldest)s + random() * %(span)s AS posted_at
    FROM generate_series(%(first)s::int, %(last)s::int) AS n
), keys AS (
    INSERT INTO monitoring_mentionkey (digest, mention_id, posted_at, settled)
    SELECT substr(encode(sha256(convert_to(%(source)s || ':' || name, 'UTF8')), 'hex'), 1, 32)
        ::uuid, id, posted_at, true
    FROM made
)
INSERT INTO monitoring_mention (id, brand_id, source_id, external_id, watches, author, text,
    text_key, posted_at, received_at, language, reach, url, platform, label, negative, uncertain)
SELECT id, %(brand)s, %(source)s, name, ARRAY[%(watch)s::bigint], 'u' || n %% 5000,
    'Sữa hôm nay thế nào cả nhà ơi, đây là lượt thứ ' || n,
    'sua hom nay the nao ca nha oi, day la luot thu ' || n,
    posted_at, posted_at, 'vi', n %% 1000, 'https://facebook.example/' || n, 'facebook',
    (ARRAY['negative','neutral','positive'])[1 + n %% 3], 0.3, false
FROM made
"""
_OF_NEGATIVES = """,
    coalesce(sum(reach) FILTER (WHERE label = 'negative'), 0),
    coalesce(max(reach) FILTER (WHERE label = 'negative'), 0)"""
COUNTS = f"""
INSERT INTO monitoring_bucket (watch_id, start, platform, total, negative, positive, reach,
    negative_reach, widest)
SELECT %(watch)s, date_bin('5 minutes', posted_at, timestamptz '1970-01-01 00:00:00+00'), platform,
    count(*), count(*) FILTER (WHERE label = 'negative'),
    count(*) FILTER (WHERE label = 'positive'), sum(reach){_OF_NEGATIVES}
FROM monitoring_mention WHERE brand_id = %(brand)s GROUP BY 1, 2, 3
ON CONFLICT (watch_id, start, platform) DO NOTHING
"""  # noqa: S608 -- our own constants
#: A brand's counts do not tell how far negatives reach.
BRAND_COUNTS = (
    "INSERT INTO monitoring_brandbucket (brand_id, start, platform, total, negative, positive, reach)\n"
    + COUNTS[COUNTS.index("SELECT") :]
    .replace("SELECT %(watch)s", "SELECT %(brand)s")
    .replace(_OF_NEGATIVES, "")
    .replace("CONFLICT (watch_id", "CONFLICT (brand_id")
)


def fill(brand: Brand, source: Source, watch: Watch, have: int, want: int, span: timedelta) -> None:
    """Add mentions with their keys and counts until there are as many as wanted."""
    end = now() - timedelta(hours=1)
    months.make(months.between(months.month_of(end - span), months.month_of(end)))
    facts = {"brand": brand.pk, "source": source.pk, "watch": watch.pk,
             "oldest": end - span, "span": span}  # fmt: skip
    with connection.cursor() as cursor:
        for first in range(have + 1, want + 1, PART):
            last = min(first + PART - 1, want)
            cursor.execute(MENTIONS, {**facts, "first": first, "last": last})
        cursor.execute(COUNTS, facts)
        cursor.execute(BRAND_COUNTS, facts)
        cursor.execute(
            "VACUUM ANALYZE monitoring_mention, monitoring_mentionkey, monitoring_bucket"
        )
        cursor.execute("CHECKPOINT")
