"""A person's places, asked for in words that are put together once: every request begins with them.

Django needs six times as long for them as for the answer.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Exists, OuterRef

from teams.models import Brand, Membership

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

#: Stands for the person in the words; no person has this key.
WHO = -1


def question(user: int) -> QuerySet[Membership]:
    """Memberships that count, each with its brand and whether anybody else is in it."""
    others = Membership.objects.filter(brand=OuterRef("brand"), is_active=True)
    rows = Membership.objects.filter(user=user, is_active=True).select_related("brand")
    return rows.annotate(has_others=Exists(others.exclude(user=user)))


def of(user: int) -> dict[int, Membership]:
    """What `question` answers, by brand id."""
    words, values = _words()
    with connection.cursor() as cursor:
        cursor.execute(words, [user if value == WHO else value for value in values])
        return {row.brand_id: row for row in map(_row, cursor.fetchall())}


@cache
def _words() -> tuple[str, tuple[Any, ...]]:
    return question(WHO).query.sql_with_params()


@cache
def _columns() -> tuple[list[str], list[str]]:
    return _names(Membership), _names(Brand)


def _names(model: Any) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]  # noqa: SLF001 -- documented


def _row(columns: Iterable[Any]) -> Membership:
    """As the words give it: the membership, whether there are others, the brand."""
    mine, theirs = _columns()
    values = list(columns)
    row = Membership.from_db(DEFAULT_DB_ALIAS, mine, values[: len(mine)])
    row.has_others = values[len(mine)]
    row.brand = Brand.from_db(DEFAULT_DB_ALIAS, theirs, values[len(mine) + 1 :])
    return row
