"""Words that are stored already and must change where they stand, row by row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from django.db.models import Model, QuerySet


def holding(names: Iterable[str], spellings: Iterable[str]) -> Q:
    """Rows in which one of these fields holds one of the spellings, in any case."""
    found = Q()
    for spelling in spellings:
        for name in names:
            found |= Q(**{f"{name}__icontains": spelling})
    return found


def rewrite(row: Model, names: Iterable[str], clean: Callable[[Any], Any], **also: Any) -> bool:
    """Store what `clean` makes of these fields, past `save`; whether anything was to change."""
    after = {name: clean(getattr(row, name)) for name in names}
    changed = {name: value for name, value in after.items() if value != getattr(row, name)}
    if not changed:
        return False
    return bool(type(row).objects.filter(pk=row.pk).update(**changed, **also))  # type: ignore[attr-defined]


def rewrite_all(rows: QuerySet[Any], names: tuple[str, ...], clean: Callable[[Any], Any]) -> int:
    """The same for many rows; how many changed."""
    return sum(rewrite(row, names, clean) for row in rows.only(*names).iterator())
