"""Lists on their way to PostgreSQL.

Rows written at once travel as one list a column. The driver looks for quotes in them with a pattern
and rebuilds each hit in Python; a document has thousands, so that a brand's shipped plans took three
times as long to write down as they take now.
"""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg.types.array import ListDumper


class EscapedOnce(ListDumper):
    """The driver's dumper, which quotes every value of a flat list by plain replacement."""

    def dump(self, obj: list[Any]) -> bytes:
        if self.sub_dumper is None or not obj or any(isinstance(item, list) for item in obj):
            return bytes(super().dump(obj) or b"")
        return b"{" + self.delimiter.join(map(self._quoted, obj)) + b"}"

    def _quoted(self, item: Any) -> bytes:
        value = None if item is None else self.sub_dumper.dump(item)
        if value is None:
            return b"NULL"
        return b'"' + bytes(value).replace(b"\\", b"\\\\").replace(b'"', b'\\"') + b'"'


def install() -> None:
    """For every connection that is opened from now on."""
    psycopg.adapters.register_dumper(list, EscapedOnce)
