"""Excel workbooks (.xlsx): checked before they are unpacked, then read for their values only.

Macros are never looked at, formulas count with the value that was stored with them, and links
stand in for the words they lie under where a column is about links.
"""

from __future__ import annotations

import io
import posixpath
import warnings
import zipfile
from datetime import datetime
from typing import TYPE_CHECKING, Any

from defusedxml import ElementTree
from django.utils.translation import gettext as _

from crisisdesk.kernel.tables.encodings import Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
#: A workbook of 10 MB unpacks to some 100 MB; a bomb to thousands of times its size.
MOST_PARTS = 1000
MOST_BYTES = 200_000_000
MOST_RATIO = 200
#: Small parts may be very regular without harm.
SMALL = 5_000_000
MOST_COLUMNS = 200
MOST_ROWS = 200_000
#: Excel itself ends there.
LAST_ROW = 1_048_576
MOST_MERGED = 5000
MOST_SPREAD = 1_000_000
#: Excel keeps fifteen digits; a longer number was rounded.
EXACT = 1e15
#: A text that is kept once may stand in every cell.
MOST_SIGNS = 50_000_000
PIECE = 1 << 20
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
PACKAGE = "{http://schemas.openxmlformats.org/package/2006/relationships}"

Rows = list[tuple[int, list[str]]]


def claims(content: bytes) -> bool:
    """Whether it is a workbook by its first bytes."""
    return content.startswith((ZIP, OLE))


def read(content: bytes) -> Iterator[tuple[str, Rows]]:
    """(name, rows) of every visible sheet; what is dangerous or no workbook is refused."""
    if content.startswith(OLE):
        raise Unreadable(_old_or_locked(content))
    _check(content)
    import openpyxl  # noqa: PLC0415 -- heavy, and few processes read workbooks

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(
                io.BytesIO(content), read_only=True, data_only=True, keep_links=False
            )
            marks = _Marks(content)
            for sheet in book.worksheets:
                if sheet.sheet_state == "visible":
                    yield sheet.title, _rows(sheet, marks)
    except Unreadable:
        raise
    except Exception as error:
        # Whatever a damaged workbook makes the library stumble over, it is the file's fault.
        raise Unreadable(
            _("This Excel workbook is damaged. Open it, save it again, or export it as CSV.")
        ) from error


def _old_or_locked(content: bytes) -> str:
    if "EncryptedPackage".encode("utf-16-le") in content:
        return _("This Excel workbook is protected by a password. Save it without one.")
    return _("This is an Excel workbook of the old kind (.xls). Save it as .xlsx or CSV.")


def _check(content: bytes) -> None:
    """Refuse a bomb by what the archive declares, then by what it really unpacks to."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            if any(part.flag_bits & 1 for part in parts):
                raise Unreadable(_("This Excel workbook is protected by a password."))
            if len(parts) > MOST_PARTS:
                raise _bomb()
            _weigh([(part.file_size, part.compress_size) for part in parts])
            _weigh([(_unpacked(archive, part), part.compress_size) for part in parts])
            if "xl/workbook.xml" not in archive.namelist():
                raise Unreadable(
                    _("This is an archive, but no Excel workbook. Unpack it and send the table.")
                )
    except Unreadable:
        raise
    except Exception as error:
        # Archives break in the ways of every part of the library that unpacks them.
        raise Unreadable(_("This Excel workbook is damaged: its archive does not open.")) from error


def _weigh(sizes: list[tuple[int, int]]) -> None:
    if sum(size for size, _packed in sizes) > MOST_BYTES:
        raise _bomb()
    if any(size > SMALL and size > MOST_RATIO * max(packed, 1) for size, packed in sizes):
        raise _bomb()


def _unpacked(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> int:
    """The true size of a part, counted no further than to the limit."""
    size = 0
    with archive.open(part) as stream:
        while piece := stream.read(PIECE):
            size += len(piece)
            _weigh([(size, part.compress_size)])
    return size


def _bomb() -> Unreadable:
    return Unreadable(
        _(
            "This workbook unpacks to far more than its size, as an attack would. Export the "
            "table as CSV."
        )
    )


def _rows(sheet: Any, marks: _Marks) -> Rows:
    links, merged = marks.of(sheet.title)
    found: Rows = []
    signs = 0
    sheet.reset_dimensions()
    for number, values in enumerate(
        sheet.iter_rows(max_col=MOST_COLUMNS, max_row=LAST_ROW, values_only=True), 1
    ):
        # The library fills gaps with empty rows, a million of them at the worst.
        if number not in links and values.count(None) == len(values):
            continue
        cells = [text(value) for value in values]
        while cells and not cells[-1]:
            cells.pop()
        for column, link in links.get(number, {}).items():
            _put(cells, column, link)
        if any(cell.strip() for cell in cells):
            found.append((number, cells))
            signs += sum(map(len, cells))
        if signs > MOST_SIGNS:
            raise _bomb()
        if len(found) > MOST_ROWS:
            # Too many for anybody; whoever asked for the rows says so.
            break
    _spread(found, merged)
    return found


def _put(cells: list[str], column: int, link: str) -> None:
    """The address stands for words under which it lies, unless they are an address or a text."""
    if column < len(cells) and " " not in cells[column].strip() and "://" not in cells[column]:
        cells[column] = link


def _spread(rows: Rows, merged: list[tuple[int, int, int, int]]) -> None:
    """What a merged cell says holds for every row it covers."""
    by_number, spent = dict(rows), 0
    last = max(by_number, default=0)
    for left, top, _right, bottom in merged:
        said = by_number.get(top, [])
        spent += min(bottom, last) - top
        if left > len(said) or spent > MOST_SPREAD:
            continue
        for number in range(top + 1, min(bottom, last) + 1):
            cells = by_number.get(number, [])
            cells += [""] * (left - len(cells))
            cells[left - 1] = cells[left - 1] or said[left - 1]


def text(value: Any) -> str:
    """A cell's value as the text that a CSV would hold."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, float) and value.is_integer() and abs(value) < EXACT:
        return str(int(value))
    return str(value).replace("_x000D_", "").replace("\x00", "")


class _Marks:
    """Links and merged cells, which the library leaves out when it reads without changing."""

    def __init__(self, content: bytes) -> None:
        self.archive = zipfile.ZipFile(io.BytesIO(content))
        self.paths = self._paths()

    def _paths(self) -> dict[str, str]:
        targets = self._targets("xl/workbook.xml")
        root = ElementTree.fromstring(self.archive.read("xl/workbook.xml"))
        return {
            sheet.get("name", ""): targets.get(sheet.get(f"{REL}id", ""), "")
            for sheet in root.iter(f"{MAIN}sheet")
        }

    def _targets(self, path: str) -> dict[str, str]:
        """Id → address of what a part refers to; inner ones as paths in the archive."""
        folder, name = posixpath.split(path)
        rels = f"{folder}/_rels/{name}.rels"
        if rels not in self.archive.namelist():
            return {}
        found = {}
        for rel in ElementTree.fromstring(self.archive.read(rels)).iter(f"{PACKAGE}Relationship"):
            target = rel.get("Target", "")
            if rel.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            found[rel.get("Id", "")] = target
        return found

    def of(self, title: str) -> tuple[dict[int, dict[int, str]], list[tuple[int, int, int, int]]]:
        """Row → column → link, and the merged ranges."""
        links: dict[int, dict[int, str]] = {}
        merged: list[tuple[int, int, int, int]] = []
        path = self.paths.get(title, "")
        if path not in self.archive.namelist() or not self._speaks_of_marks(path):
            return links, merged
        targets = self._targets(path)
        with self.archive.open(path) as stream:
            for _event, node in ElementTree.iterparse(stream):
                if node.tag == f"{MAIN}row":
                    node.clear()
                elif node.tag == f"{MAIN}hyperlink":
                    _note(links, node, targets)
                elif node.tag == f"{MAIN}mergeCell" and len(merged) < MOST_MERGED:
                    merged.append(_corners(node))
        return links, merged

    def _speaks_of_marks(self, path: str) -> bool:
        """Whether the sheet has any; most have none, and need not be walked through again."""
        before = b""
        with self.archive.open(path) as stream:
            while piece := stream.read(PIECE):
                if any(word in before + piece for word in (b"hyperlink", b"mergeCell")):
                    return True
                before = piece[-10:]
        return False


def _corners(node: Any) -> Any:
    """Of the cells that it names: left, top, right, bottom."""
    from openpyxl.utils.cell import range_boundaries  # noqa: PLC0415 -- as above

    return range_boundaries(node.get("ref"))


def _note(links: dict[int, dict[int, str]], node: Any, targets: dict[str, str]) -> None:
    target = targets.get(node.get(f"{REL}id", ""), "")
    if target.startswith(("http://", "https://")):
        left, top, _right, _bottom = _corners(node)
        links.setdefault(top, {})[left - 1] = target
