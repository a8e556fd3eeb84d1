"""Statements sent one after the other, without waiting for each one's answer."""

from __future__ import annotations

import select
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.db import connection
from psycopg import Connection, Cursor

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence


class Pipeline:
    """What was asked inside is answered in order, and everything is by the end of the block."""

    def __init__(self, raw: Connection[Any]) -> None:
        self._raw = raw

    def ask(self, statement: str, values: Sequence[Any] | Mapping[str, Any] = ()) -> Cursor[Any]:
        """Send a statement; reading from the cursor waits for its answer."""
        return Cursor(self._raw).execute(statement, values)

    def hurry(self) -> None:
        """Let the database send each answer as soon as it has it, not only when it is waited for."""
        self._raw.pgconn.send_flush_request()
        self._raw.pgconn.flush()

    def answers(self) -> bool:
        """Whether an answer has come; a moment's look that waits for nothing."""
        look = select.poll()
        look.register(self._raw.fileno(), select.POLLIN)
        return bool(look.poll(0))


@contextmanager
def pipeline() -> Iterator[Pipeline]:
    connection.ensure_connection()
    raw = connection.connection
    with connection.wrap_database_errors, raw.pipeline():
        yield Pipeline(raw)
