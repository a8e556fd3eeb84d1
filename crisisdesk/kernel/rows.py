"""One row by its key, held until commit: how every service begins, so it is put together once.

Building the words of such a question takes Django three times as long as asking it; they are the
same each time but for the values.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import connection, models

if TYPE_CHECKING:
    from collections.abc import Callable

Row = TypeVar("Row", bound=models.Model)
Reader = tuple[int, "Callable[[Any, Any, Any], Any]", Any]


def held(model: type[Row], pk: Any, **still: Any) -> Row | None:
    """The row with this key where it is `still` so, locked; None where there is none."""
    values = [pk, *(getattr(value, "pk", value) for value in still.values())]
    with connection.cursor() as cursor:
        cursor.execute(_words(model, tuple(still)), values)
        found = cursor.fetchone()
    if found is None:
        return None
    columns = list(found)
    names, readers = _columns(model)
    for place, read, column in readers:
        columns[place] = read(columns[place], column, connection)
    return model.from_db(connection.alias, names, columns)


@cache
def _words(model: type[models.Model], conditions: tuple[str, ...]) -> str:
    """The question as Django writes it."""
    rows = model._base_manager.select_for_update(of=("self",)).filter(pk=0)  # noqa: SLF001 -- documented
    for name in conditions:
        rows = rows.filter(**{name: 0})
    return rows.query.sql_with_params()[0]


@cache
def _columns(model: type[models.Model]) -> tuple[list[str], list[Reader]]:
    """Names of the columns in their order, and what makes a value of ours of those that need it."""
    fields = model._meta.concrete_fields  # noqa: SLF001 -- Django's documented meta API
    readers = [
        (place, read, field.get_col(model._meta.db_table))  # noqa: SLF001 -- likewise
        for place, field in enumerate(fields)
        for read in field.get_db_converters(connection)
    ]
    return [field.attname for field in fields], readers
