"""Files of mentions that came with a mail.

`mapping_of` is where a saved mapping of columns would be looked up; without one the column names
decide, as on the page of imports.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crisisdesk.kernel.text import one_line
from monitoring.connectors.base import Note
from monitoring.enums import SourceKind
from monitoring.intake import table as tables
from monitoring.intake.clean import REQUIRED
from monitoring.services.ingest import Result, take_in
from teams.automation import automation

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitoring.connectors.base import Table
    from monitoring.models import Source

BATCH = 1000


def take_in_table(table: Table, *, source: Source, notes: list[Note]) -> Result:
    """Store the mentions of a file under their source; what is wrong with it goes to `notes`."""
    total, name = Result(), one_line(table.name, 80)
    try:
        shape = tables.sniff(table.content)
        rows = tables.rows(table.content, shape)
        mapping = mapping_of(source, next(rows, (0, []))[1])
        if mapping is None:
            notes.append(Note("table_unknown", {"name": name}))
            return total
        batch: list[dict[str, str]] = []
        for _line, cells in rows:
            batch.append(tables.item(cells, mapping))
            if len(batch) == BATCH:
                _take(batch, source, total)
                batch = []
        _take(batch, source, total)
    except tables.Unreadable as error:
        notes.append(Note("table_unreadable", {"name": name, "why": str(error)}))
    if total.rejected:
        notes.append(Note("items", {"count": len(total.rejected)}))
    return total


def mapping_of(source: Source, header: Sequence[str]) -> dict[str, int] | None:
    """Field → column for files with this header; None where what every mention needs is missing."""
    found = tables.guess(header)
    return found if set(REQUIRED) <= found.keys() else None


def _take(batch: list[dict[str, str]], source: Source, total: Result) -> None:
    if not batch:
        return
    # Under the mailbox: its health tells of them, and the same file twice adds nothing.
    rows = [{name: cell for name, cell in row.items() if name != "source"} for row in batch]
    part = take_in(
        rows, brand=source.brand, actor=automation(), source=source, kind=SourceKind.CSV,
        judge=False,
    )  # fmt: skip
    total.accepted += part.accepted
    total.duplicates += part.duplicates
    total.rejected += part.rejected
    total.touched |= {
        watch: span if watch not in total.touched else type(span)(
            min(span.first, total.touched[watch].first), max(span.last, total.touched[watch].last)
        )
        for watch, span in part.touched.items()
    }  # fmt: skip
