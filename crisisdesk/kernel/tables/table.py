"""A file of somebody's export as sheets of lines: CSV of every kind, and Excel workbooks."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext as _

from crisisdesk.kernel.tables import workbook
from crisisdesk.kernel.tables.encodings import Unreadable, decode

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

DELIMITERS = (",", ";", "\t", "|")
LONGEST_CELL = 1_000_000
#: A quote that is not closed costs its line; beyond so many the rest is read line by line.
MOST_BREAKS = 20
MOST_ROWS = 200_000
#: No export has more; a line of a million cells is no row, and would cost minutes to look at.
MOST_COLUMNS = 1000

__all__ = ["Line", "Sheet", "Table", "Unreadable", "lines", "read", "widest_fit"]


class Line(NamedTuple):
    """A row of the file; `trouble` says why it cannot be a mention, whatever its cells say."""

    number: int
    cells: list[str]
    trouble: str = ""


@dataclass(frozen=True)
class Sheet:
    """Lines under a name; a text file has one without."""

    name: str
    lines: list[Line]


@dataclass(frozen=True)
class Table:
    """A file that was read."""

    #: The code of a text file, or "xlsx".
    encoding: str
    delimiter: str
    sheets: list[Sheet]


def read(content: bytes) -> Table:
    """All lines that are not empty; a file that is no table is refused with a reason."""
    if workbook.claims(content):
        sheets = [
            Sheet(name, _few([Line(number, cells) for number, cells in rows]))
            for name, rows in workbook.read(content)
        ]
        return Table("xlsx", "", [sheet for sheet in sheets if sheet.lines])
    decoded = decode(content)
    delimiter = widest_fit(decoded.text)
    lines = _few(islice(_lines(decoded.text, delimiter), MOST_ROWS + 1))
    sheets = [Sheet("", lines)] if lines else []
    return Table(decoded.encoding, delimiter, sheets)


def lines(content: bytes) -> Iterator[Line]:
    """The lines of a text file, or of a workbook's first sheet, however many they are."""
    if workbook.claims(content):
        yield from (line for sheet in read(content).sheets[:1] for line in sheet.lines)
        return
    text = decode(content).text
    yield from _lines(text, widest_fit(text))


def _few(lines: Iterable[Line]) -> list[Line]:
    kept = list(lines)
    if len(kept) > MOST_ROWS:
        raise Unreadable(
            _("The table has more than %(most)s rows. Split it and import the parts.")
            % {"most": MOST_ROWS}
        )
    return kept


def widest_fit(text: str) -> str:
    """The sign that cuts the first lines into the most columns of the same number."""
    return max(DELIMITERS, key=lambda sign: _fit(text, sign))


def _fit(text: str, sign: str) -> tuple[int, int]:
    """How many of the first lines have the commonest width above one, and that width."""
    head = io.StringIO(text[:65_536], newline="")
    csv.field_size_limit(LONGEST_CELL)
    try:
        widths = [len(row) for row in islice(csv.reader(head, delimiter=sign), 20) if any(row)]
    except csv.Error:
        return 0, 0
    wide = [width for width in widths if width > 1]
    common = max(set(wide), key=wide.count, default=0)
    return (wide.count(common) * 2 >= len(widths)) * common, common


def _lines(text: str, delimiter: str) -> Iterator[Line]:
    """Rows with their line; one that breaks is told, and reading goes on below it."""
    raw = list(io.StringIO(text, newline=""))
    begin, breaks = 0, 0
    while begin < len(raw):
        quoting = csv.QUOTE_MINIMAL if breaks < MOST_BREAKS else csv.QUOTE_NONE
        for line, end in _until_break(raw, begin, delimiter, quoting):
            begin = end
            if any(cell.strip() for cell in line.cells):
                yield _narrow(line)
            breaks += bool(line.trouble)


def _narrow(line: Line) -> Line:
    """The line, or of one that is far too wide its beginning and the trouble with it."""
    if len(line.cells) <= MOST_COLUMNS:
        return line
    sentence = _("Line %(line)s has %(cells)s cells; a table has at most %(most)s columns.")
    place = {"line": line.number, "cells": len(line.cells), "most": MOST_COLUMNS}
    return Line(line.number, line.cells[:MOST_COLUMNS], sentence % place)


def _until_break(
    raw: list[str], begin: int, delimiter: str, quoting: int
) -> Iterator[tuple[Line, int]]:
    """(line, where the next begins), up to and with the first that breaks."""
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(islice(raw, begin, None), delimiter=delimiter, quoting=quoting)
    at = begin
    try:
        for cells in reader:
            end = begin + reader.line_num
            if end - at > 1 and _is_open(raw[at:end], delimiter):
                break
            yield Line(at + 1, cells), end
            at = end
        else:
            return
    except csv.Error:
        pass
    sentence = _("Line %(line)s: a quotation mark is not closed.") % {"line": at + 1}
    yield Line(at + 1, raw[at].rstrip("\r\n")[:LONGEST_CELL].split(delimiter), sentence), at + 1


def _is_open(span: list[str], delimiter: str) -> bool:
    """Whether a row over several lines is none: its quote ends nowhere, or amid another row."""
    try:
        list(csv.reader(span, delimiter=delimiter, strict=True))
    except csv.Error:
        return True
    return False
