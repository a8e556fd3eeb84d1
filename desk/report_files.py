"""The figures of a report as files for a spreadsheet; an empty cell means not enough data."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import timedelta

    from desk.reports import Report

MINUTE = 60
HUNDRED = 100
HEAD = (
    "key",
    "metric",
    "definition",
    "n",
    "median_minutes",
    "p90_minutes",
    "done",
    "of",
    "percent",
)


def as_csv(found: Report) -> str:
    """Comma-separated text."""
    page = io.StringIO()
    writer = csv.writer(page)
    writer.writerow(HEAD)
    writer.writerows(_rows(found))
    return page.getvalue()


def _rows(found: Report) -> Iterator[tuple[Any, ...]]:
    for row in found.lengths:
        figures = (row.n, _minutes(row.median), _minutes(row.p90))
        yield (row.key, row.label, row.definition, *figures, "", "", "")
    for part in found.shares:
        percent = "" if part.share is None else round(part.share * HUNDRED, 1)
        yield (part.key, part.label, part.definition, "", "", "", part.done, part.of, percent)


def _minutes(length: timedelta | None) -> float | None:
    return None if length is None else round(length.total_seconds() / MINUTE, 1)


def as_xlsx(found: Report) -> bytes:
    """A workbook with one sheet; numbers are numbers."""
    from openpyxl import Workbook  # noqa: PLC0415 -- only when a workbook is asked for
    from openpyxl.styles import Font  # noqa: PLC0415

    book = Workbook()
    sheet = book.active
    sheet.append(HEAD)
    for row in _rows(found):
        sheet.append([None if cell == "" else cell for cell in row])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = "C2"
    for column, width in {"A": 24, "B": 34, "C": 70}.items():
        sheet.column_dimensions[column].width = width
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()
