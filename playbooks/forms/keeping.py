"""What a row says and its form does not ask is kept when the form is saved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from playbooks import schema

if TYPE_CHECKING:
    from collections.abc import Iterable

    Row = dict[str, Any]


def kept(part: str, values: Iterable[Row], stored: Iterable[Row]) -> list[Row]:
    """The rows of the forms, each with what its stored row says beyond them.

    A row is known by its identifier, and after a change of that by its words.
    """
    by_key = {row.get("key"): row for row in stored if "key" in row}
    values = list(values)
    named = {value.get("key") for value in values}
    by_words = {row["vi"]: row for key, row in by_key.items() if key not in named and row["vi"]}
    found = []
    for value in values:
        row = by_key.get(value.get("key")) or by_words.get(value.get("vi", ""))
        found.append({**schema.extras(part, row), **value} if row else value)
    return found
