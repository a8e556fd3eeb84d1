"""The score sheet for a spreadsheet; an empty cell means not enough data."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from crisisdesk.kernel.tables.cells import harmless
from crisisdesk.kernel.vocabulary import IncidentRole

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import timedelta

    from drills.frozen import Sheet

MINUTE = 60
HEAD = (
    "key", "measure", "minutes", "target_minutes", "done", "of", "grade", "reason", "definition",
)  # fmt: skip
TURNS = ("minute", "role", "who", "minutes_to_first_act", "observed")


def as_csv(sheet: Sheet) -> str:
    """Two tables, one under the other, an empty line between them."""
    page = io.StringIO()
    writer = csv.writer(page)
    writer.writerow(HEAD)
    writer.writerows(_lines(sheet))
    writer.writerow([])
    writer.writerow(TURNS)
    writer.writerows(_turns(sheet))
    return page.getvalue()


def as_xlsx(sheet: Sheet) -> bytes:
    """A workbook with a sheet for the lines and one for the turns; numbers are numbers."""
    from openpyxl import Workbook  # noqa: PLC0415 -- only when a workbook is asked for
    from openpyxl.styles import Font  # noqa: PLC0415

    book = Workbook()
    for page, title, head, rows in (
        (book.active, _("Score sheet"), HEAD, _lines(sheet)),
        (book.create_sheet(), _("Turns"), TURNS, _turns(sheet)),
    ):
        page.title = title
        page.append(head)
        for row in rows:
            page.append([None if cell == "" else cell for cell in row])
        for cell in page[1]:
            cell.font = Font(bold=True)
        page.freeze_panes = "C2"
        page.column_dimensions["B"].width = 34
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def _lines(sheet: Sheet) -> Iterator[tuple[Any, ...]]:
    for line in sheet.lines:
        counted = ("", "") if line.is_time else (line.done, line.of)
        reason = f"{line.reason} {line.remark}".strip()
        yield (
            line.key, line.label, _minutes(line.length), _minutes(line.target), *counted,
            str(line.grade), harmless(reason), line.definition,
        )  # fmt: skip


def _turns(sheet: Sheet) -> Iterator[tuple[Any, ...]]:
    for turn in sheet.turns:
        role = str(IncidentRole(turn.role).label) if turn.role else _("Everybody")
        who = harmless(", ".join(turn.who))
        yield (turn.minute, role, who, _minutes(turn.length), turn.observed)


def _minutes(length: timedelta | None) -> float | str:
    return "" if length is None else round(length.total_seconds() / MINUTE, 1)
