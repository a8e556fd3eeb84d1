"""What another person does while a page is being read, at the worst moment there is."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@contextmanager
def right_after_reading(rows: str, happens: Callable[[], Any]) -> Iterator[list[str]]:
    """`happens` once, behind the first query with `rows` in its words; what it came behind."""
    came: list[str] = []

    def between(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        answer = execute(sql, params, many, context)
        if not came and rows in sql:
            came.append(sql)
            happens()
        return answer

    with connection.execute_wrapper(between):
        yield came
