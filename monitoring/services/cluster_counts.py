"""Counting what belongs to clusters, in the database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Iterable

#: Reach takes every known author once, with the widest; of unknown ones each post stands alone.
COUNT = """
WITH touched AS (
    SELECT cluster_id, author, platform, posted_at, negative, reach,
           CASE WHEN author = 0 THEN mention_id END AS alone
    FROM monitoring_clustermember WHERE cluster_id = ANY(%s)
), voices AS (
    SELECT cluster_id, author, max(reach) AS reach, count(*) AS size,
           count(*) FILTER (WHERE negative) AS negative,
           min(posted_at) AS first_at, max(posted_at) AS last_at
    FROM touched GROUP BY cluster_id, author, alone
), sums AS (
    SELECT cluster_id, sum(size) AS size, count(*) FILTER (WHERE author <> 0) AS authors,
           sum(negative) AS negative, sum(reach) AS reach,
           min(first_at) AS first_at, max(last_at) AS last_at
    FROM voices GROUP BY cluster_id
), places AS (
    SELECT cluster_id, jsonb_object_agg(platform, n) AS platforms
    FROM (
        SELECT cluster_id, platform, sum(n) AS n
        FROM (
            SELECT cluster_id, platform, count(*) AS n FROM touched GROUP BY 1, 2
            UNION ALL
            SELECT id, key, value::int FROM monitoring_cluster,
                jsonb_each_text(coalesce(gone->'platforms', '{}'::jsonb))
            WHERE id = ANY(%s)
        ) AS kept_and_gone
        GROUP BY 1, 2
    ) AS counted
    GROUP BY cluster_id
)
UPDATE monitoring_cluster AS kept SET
    size = sums.size + coalesce((kept.gone->>'size')::int, 0),
    authors = sums.authors + coalesce((kept.gone->>'authors')::int, 0),
    negative = sums.negative + coalesce((kept.gone->>'negative')::int, 0),
    reach = sums.reach + coalesce((kept.gone->>'reach')::bigint, 0),
    platforms = places.platforms,
    first_at = least(kept.first_at, sums.first_at),
    last_at = greatest(kept.last_at, sums.last_at)
FROM sums JOIN places USING (cluster_id)
WHERE kept.id = sums.cluster_id
"""

#: What leaves is added to what has left before, once per run; an author who left twice counts twice.
LEAVE = """
WITH leaving AS (
    SELECT id, cluster_id, author, platform, mention_id, negative, reach
    FROM monitoring_clustermember WHERE id = ANY(%s)
), voices AS (
    SELECT cluster_id, author, max(reach) AS reach, count(*) AS size,
           count(*) FILTER (WHERE negative) AS negative
    FROM leaving GROUP BY cluster_id, author, CASE WHEN author = 0 THEN mention_id END
), sums AS (
    SELECT cluster_id, sum(size) AS size, count(*) FILTER (WHERE author <> 0) AS authors,
           sum(negative) AS negative, sum(reach) AS reach
    FROM voices GROUP BY cluster_id
), places AS (
    SELECT cluster_id, jsonb_object_agg(platform, n) AS platforms
    FROM (
        SELECT cluster_id, platform, sum(n) AS n
        FROM (
            SELECT cluster_id, platform, count(*) AS n FROM leaving GROUP BY 1, 2
            UNION ALL
            SELECT id, key, value::int FROM monitoring_cluster,
                jsonb_each_text(coalesce(gone->'platforms', '{}'::jsonb))
            WHERE id IN (SELECT cluster_id FROM leaving)
        ) AS now_and_before
        GROUP BY 1, 2
    ) AS counted
    GROUP BY cluster_id
), noted AS (
    UPDATE monitoring_cluster AS kept SET gone = jsonb_build_object(
        'size', coalesce((kept.gone->>'size')::int, 0) + sums.size,
        'authors', coalesce((kept.gone->>'authors')::int, 0) + sums.authors,
        'negative', coalesce((kept.gone->>'negative')::int, 0) + sums.negative,
        'reach', coalesce((kept.gone->>'reach')::bigint, 0) + sums.reach,
        'platforms', places.platforms
    )
    FROM sums JOIN places USING (cluster_id) WHERE kept.id = sums.cluster_id
)
DELETE FROM monitoring_clustermember WHERE id IN (SELECT id FROM leaving)
"""


def recount(cluster_ids: Iterable[int]) -> None:
    """Count these clusters anew from their members and from what members left behind."""
    ids = sorted(set(cluster_ids))
    if ids:
        with connection.cursor() as cursor:
            cursor.execute(COUNT, [ids, ids])


def let_go(member_ids: list[int]) -> None:
    """Delete members whose mentions are gone; the cluster keeps their counts."""
    with connection.cursor() as cursor:
        cursor.execute(LEAVE, [member_ids])


def mark() -> tuple[int, int]:
    """The newest mention that can be seen, and a transaction number that no older one has."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(max(id), 0), pg_snapshot_xmax(pg_current_snapshot())::text::bigint "
            "FROM monitoring_mention"
        )
        return cursor.fetchone()


def ended(xid: int) -> bool:
    """Whether every writer of this database with a lower number is done, our own aside.

    Ids are given out before they can be seen: a mention with a lower id than the newest may still
    be under way. Once those that ran at the mark have ended, none up to it can appear any more.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT NOT EXISTS (SELECT FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid() "
            "AND age(backend_xid) > age((%s %% 4294967296)::text::xid))",
            [xid],
        )
        return cursor.fetchone()[0]
