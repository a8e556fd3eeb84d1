"""Reading a table of somebody's export: its encoding, its separator, its columns."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from crisisdesk.kernel.text import fold
from monitoring.intake.clean import FIELDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

DELIMITERS = (",", ";", "\t", "|")
ENCODINGS = ("utf-8-sig", "utf-16", "windows-1258")
LONGEST_CELL = 1_000_000

#: Column names by which exports call our fields, folded.
SYNONYMS: dict[str, tuple[str, ...]] = {
    "external_id": ("external id", "id", "post id", "tweet id", "mention id", "ma", "ma bai viet"),
    "source": ("source", "nguon", "page", "group", "site", "domain", "kenh"),
    "author": ("author", "user", "username", "name", "tac gia", "nguoi dang", "tai khoan"),
    "text": (
        "text", "content", "message", "body", "noi dung", "bai viet", "binh luan", "snippet",
        "full text",
    ),
    "posted_at": (
        "posted at", "date", "time", "datetime", "created at", "published", "published at",
        "timestamp", "thoi gian", "ngay", "ngay dang", "ngay gio", "tweet created",
    ),
    "language": ("language", "lang", "ngon ngu"),
    "reach": ("reach", "views", "followers", "luot tiep can", "tiep can", "luot xem"),
    "url": ("url", "link", "permalink", "lien ket", "duong dan"),
    "platform": ("platform", "channel type", "nen tang", "mang xa hoi"),
}  # fmt: skip


class Unreadable(ValueError):
    """The file is no table; the sentence says what it is instead."""


@dataclass(frozen=True)
class Shape:
    """How a file is to be read."""

    encoding: str
    delimiter: str


def sniff(content: bytes) -> Shape:
    """Encoding and separator, by looking; a file that is no text is refused with a reason."""
    encoding = _encoding(content)
    text = content.decode(encoding, "replace")
    if "\x00" in text[:4096]:
        raise Unreadable(_("This is not a text file. Export the table as CSV."))
    return Shape(encoding, _delimiter(text))


def _encoding(content: bytes) -> str:
    if content[:4] in {b"PK\x03\x04", b"\xd0\xcf\x11\xe0"}:
        raise Unreadable(_("This is an Excel workbook. Save it as CSV (UTF-8) first."))
    if content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return "utf-16"
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return "windows-1258"
    return "utf-8-sig"


def _delimiter(text: str) -> str:
    """The sign that cuts the first lines into the most columns of the same number."""
    return max(DELIMITERS, key=lambda sign: _fit(text, sign))


def _fit(text: str, sign: str) -> tuple[bool, int]:
    head = io.StringIO(text[:65_536], newline="")
    widths = []
    try:
        for row, _n in zip(csv.reader(head, delimiter=sign), range(20), strict=False):
            widths.append(len(row))
    except csv.Error:
        return False, 0
    first = widths[0] if widths else 0
    same = sum(width == first for width in widths[:-1]) >= len(widths[:-1]) / 2
    return same and first > 1, first


def rows(content: bytes, shape: Shape) -> Iterator[tuple[int, list[str]]]:
    """(line, cells) of every row that is not empty; the header comes first."""
    text = io.StringIO(content.decode(shape.encoding, "replace"), newline="")
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(text, delimiter=shape.delimiter)
    line = 1
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                yield line, row
            line = reader.line_num + 1
    except csv.Error as error:
        raise Unreadable(
            _("The table breaks off at line %(line)s: a quotation mark is not closed.")
            % {"line": line}
        ) from error


def guess(header: Sequence[str]) -> dict[str, int]:
    """Field → column, by the names that exports use; each column serves once."""
    names = [_plain(name) for name in header]
    found: dict[str, int] = {}
    for field in FIELDS:
        for word in (field.replace("_", " "), *SYNONYMS[field]):
            if word in names and (column := names.index(word)) not in found.values():
                found[field] = column
                break
    return found


def _plain(name: str) -> str:
    return " ".join(re.findall(r"\w+", fold(name).replace("_", " ")))


def item(cells: Sequence[str], mapping: dict[str, int]) -> dict[str, str]:
    """A row as a mention's fields."""
    return {field: cells[column] for field, column in mapping.items() if 0 <= column < len(cells)}
