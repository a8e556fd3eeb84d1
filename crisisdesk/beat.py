"""A scheduler that ticks only while it holds a lock in the database, so that two never do."""

from __future__ import annotations

from typing import Any

import psycopg
from celery.beat import PersistentScheduler
from celery.utils.log import get_logger

from crisisdesk import database

logger = get_logger(__name__)

LOCK = 0x62656174  # one number for every beat of this database
WAIT = 2.0
HELD = """
select exists (
    select from pg_locks
    where locktype = 'advisory' and granted and classid = 0 and objid = %s
        and database = (select oid from pg_database where datname = current_database())
)"""


class SingleScheduler(PersistentScheduler):
    """Celery's scheduler, idle until the one before it has gone.

    The lock belongs to a connection of its own, past any pooler: it ends with the process, however
    the process ends.
    """

    _connection: psycopg.Connection | None = None

    def tick(self, *args: Any, **kwargs: Any) -> float:
        if self._alone():
            return super().tick(*args, **kwargs)
        return WAIT

    def close(self) -> None:
        super().close()
        self._forget()

    def _alone(self) -> bool:
        """Whether the lock is ours, now; a lost connection lost it."""
        try:
            if self._connection is None:
                return self._take()
            self._connection.execute("select 1")
        except psycopg.OperationalError as error:
            logger.warning("The scheduler lost the database and pauses: %s", error)
            self._forget()
            return False
        return True

    def _take(self) -> bool:
        connection = psycopg.connect(**database.direct_conninfo(), autocommit=True)
        if connection.execute("select pg_try_advisory_lock(%s)", [LOCK]).fetchone()[0]:
            self._connection = connection
            return True
        connection.close()
        return False

    def _forget(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()


def is_ticking(cursor: Any) -> bool:
    """Whether some scheduler holds the lock: the heartbeat that /readyz asks for."""
    cursor.execute(HELD, [LOCK])
    return cursor.fetchone()[0]
