"""Keys in two parts, so that knowing more mentions makes hearing new ones no slower.

A key is a digest: each new one belongs somewhere else in the index of all. Written there at once, a
batch would change a thousand pages of it, and the write-ahead log would hold most of them whole.
So new keys gather in a small table. A sweep carries them over in their order, many to a page.

Between the two no constraint of the database keeps a key single. Whoever looks in one part and
writes into the other shares a lock with its likes, and whoever carries keys over has it alone.
"""

from __future__ import annotations

from uuid import UUID

from django.db import OperationalError, connection, transaction
from psycopg.errors import LockNotAvailable

from monitoring.intake import months

FRESH, SETTLED = "monitoring_mentionkey_fresh", "monitoring_mentionkey_settled"
#: Fewer are not worth the way: their index is small and stays in memory.
MANY = 50_000
#: Carried over in one go, while nobody can write; and how often in one sweep.
CHUNK, ROUNDS = 5_000, 40
BEFORE_ALL = UUID(int=0)

_ENOUGH = f"SELECT count(*) FROM (SELECT FROM {FRESH} LIMIT %s) AS fresh"  # noqa: S608
_CARRY = f"""
WITH gone AS (
    DELETE FROM {FRESH} WHERE digest IN (
        SELECT digest FROM {FRESH} WHERE digest > %s ORDER BY digest LIMIT %s
    )
    RETURNING digest, mention_id, posted_at
), kept AS (
    INSERT INTO {SETTLED} (digest, mention_id, posted_at, settled)
    SELECT digest, mention_id, posted_at, true FROM gone ORDER BY digest
    ON CONFLICT (digest) DO NOTHING
)
SELECT digest FROM gone
"""  # noqa: S608 -- our own constants


def settle() -> int:
    """Carry new keys over once they are many; how many that were."""
    with connection.cursor() as cursor:
        cursor.execute(_ENOUGH, [MANY])
        if cursor.fetchone()[0] < MANY:
            return 0
    carried, last = 0, BEFORE_ALL
    for _round in range(ROUNDS):
        some = _carry(last)
        carried += len(some)
        if len(some) < CHUNK:
            break
        last = max(some)
    return carried


def _carry(last: UUID) -> list[UUID]:
    """Those that follow this one; what went before it need not be walked over once more."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            # Writers wait behind this one meanwhile, so it is soon over.
            cursor.execute("SET LOCAL lock_timeout = '200ms'")
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [months.WRITING])
            cursor.execute(_CARRY, [last, CHUNK])
            return [digest for (digest,) in cursor.fetchall()]
    except OperationalError as error:
        if isinstance(error.__cause__, LockNotAvailable):
            return []
        raise
