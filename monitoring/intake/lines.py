"""Rows as PostgreSQL's COPY reads them, written while the database is busy with something else."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Row = Sequence[Any]

COLUMNS = (
    "brand_id", "source_id", "external_id", "watches", "author", "text", "text_key", "posted_at",
    "received_at", "language", "reach", "url", "platform", "label", "negative", "uncertain",
)  # fmt: skip
_POSTED = COLUMNS.index("posted_at")

#: Rows that are written in one go.
PIECE = 250
#: Signs that no cleaned text holds: between fields and between rows while a piece is one string.
_FIELD, _ROW = "\x1f", "\x1e"
_ESCAPES = (("\\", "\\\\"), ("\n", "\\n"), ("\r", "\\r"), ("\t", "\\t"), (_FIELD, "\t"))


class Lines:
    """A batch that becomes text piece by piece, each row without its id."""

    def __init__(self, rows: Sequence[Row], times: Sequence[str]) -> None:
        self._rows, self._times = rows, times
        self._written: list[str] = []

    def more(self) -> bool:
        """Write the next piece; False where there is none."""
        begin, end = len(self._written), len(self._written) + PIECE
        if begin >= len(self._rows):
            return False
        self._written += lines(self._rows[begin:end], self._times[begin:end])
        return True

    def until(self, place: int) -> list[str]:
        """The lines, at least up to this place."""
        while place >= len(self._written) and self.more():
            pass
        return self._written


def lines(rows: Sequence[Row], times: Sequence[str]) -> list[str]:
    """Each row as a line, with its time of posting as it is written already.

    Joined first, so that a few passes over one string escape them all.
    """
    columns = [
        column if write is None else map(write, column)
        for write, column in zip(_WRITERS, zip(*rows, strict=True), strict=True)
    ]
    columns[_POSTED] = times
    body = _ROW.join(map(_FIELD.join, zip(*columns, strict=True)))
    between = (len(COLUMNS) - 1) * len(rows)
    if body.count(_FIELD) != between or body.count(_ROW) != len(rows) - 1:
        message = "A text with control characters was not cleaned before it was stored."
        raise ValueError(message)
    for sign, escaped in _ESCAPES:
        body = body.replace(sign, escaped)
    return body.split(_ROW)


def times(moments: Sequence[float]) -> list[str]:
    """These times (Unix) as text, to the microsecond."""
    exact = np.rint(np.array(moments, float) * 1_000_000).astype(np.int64)
    return np.datetime_as_string(exact.astype("datetime64[us]"), timezone="UTC").tolist()


@lru_cache(maxsize=256)
def _array(watches: tuple[int, ...]) -> str:
    return f"{{{','.join(map(str, watches))}}}"


#: What is text already is written as it is; a batch is received at one moment, which need not be
#: written out for every row.
_SPECIAL: dict[str, Callable[[Any], str] | None] = {
    **dict.fromkeys(
        ("external_id", "author", "text", "text_key", "posted_at", "language", "url", "platform",
         "label")
    ),
    "watches": lambda watches: _array(tuple(watches)),
    "received_at": lru_cache(maxsize=16)(str),
}  # fmt: skip
_WRITERS = [_SPECIAL.get(column, str) for column in COLUMNS]
