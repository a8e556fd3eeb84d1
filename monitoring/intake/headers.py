"""The row that names the columns: where it stands, what it says, and whose export it is."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from typing import TYPE_CHECKING

from crisisdesk.kernel.text import fold, one_line
from monitoring.intake.clean import FIELDS, REQUIRED, plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crisisdesk.kernel.tables.table import Line, Sheet

#: Titles, dates of the export and empty lines stand above the header, but not more than these.
DEPTH = 20
#: Columns that we add to rows that are to be mended.
TO_MEND = ("line", "reason")

#: Column names by which exports call our fields, folded.
SYNONYMS: dict[str, tuple[str, ...]] = {
    "external_id": (
        "external id", "id", "post id", "tweet id", "mention id", "ma", "ma bai viet",
        "document id", "article id", "comment id",
    ),
    "source": (
        "source", "nguon", "page", "group", "site", "domain", "kenh", "source name", "ten nguon",
        "ten trang", "site name", "channel name",
    ),
    "author": (
        "author", "user", "username", "name", "tac gia", "nguoi dang", "tai khoan", "author name",
        "ten tac gia", "influencer",
    ),
    "text": (
        "text", "content", "message", "body", "noi dung", "bai viet", "binh luan", "snippet",
        "full text", "mention content", "hit sentence", "noi dung bai viet", "noi dung de cap",
        "title", "tieu de",
    ),
    "posted_at": (
        "posted at", "date", "time", "datetime", "created at", "published", "published at",
        "timestamp", "thoi gian", "ngay", "ngay dang", "ngay gio", "tweet created",
        "published date", "thoi gian dang", "date time", "created time", "ngay xuat ban",
    ),
    "language": ("language", "lang", "ngon ngu"),
    "reach": (
        "reach", "views", "followers", "luot tiep can", "tiep can", "luot xem", "impressions",
        "potential reach", "audience", "so nguoi tiep can",
    ),
    "url": ("url", "link", "permalink", "lien ket", "duong dan", "post url", "duong link"),
    "platform": (
        "platform", "channel type", "nen tang", "mang xa hoi", "channel", "media type",
        "source type", "loai kenh", "loai nguon",
    ),
}  # fmt: skip


def find(lines: Sequence[Line]) -> int:
    """Place of the header among the lines: the one that names most of our fields.

    Where none does, the first that is as wide as the table.
    """
    head = lines[:DEPTH]
    scores = [_score(line) for line in head]
    if scores and max(scores) > 1:
        return scores.index(max(scores))
    widths = [_filled(line) for line in head]
    usual = max(widths[1:], default=0)
    return next((at for at, width in enumerate(widths) if width >= usual), 0)


def _score(line: Line) -> int:
    found = guess(line.cells)
    return len(found) + sum(name in found for name in REQUIRED)


def _filled(line: Line) -> int:
    return sum(bool(cell.strip()) for cell in line.cells)


def best_sheet(sheets: Sequence[Sheet]) -> int:
    """The sheet whose header says most, then the longest."""

    def worth(at: int) -> tuple[int, int]:
        lines = sheets[at].lines
        return _score(lines[find(lines)]), len(lines)

    return max(range(len(sheets)), key=worth)


def names(cells: Sequence[str]) -> list[str]:
    """Column names as they are shown: short, and each only once."""
    shown: list[str] = []
    taken: set[str] = set()
    times: Counter[str] = Counter()
    for cell in cells:
        base = name = one_line(plain(cell), 110)
        times[base] += 1
        while name and name in taken:
            name = f"{base} ({times[base]})"
            times[base] += name in taken
        taken.add(name)
        shown.append(name)
    while shown and not shown[-1]:
        shown.pop()
    return shown


def guess(header: Sequence[str]) -> dict[str, int]:
    """Field → column, by the names that exports use; each column serves once."""
    known = [key(name) for name in header]
    found: dict[str, int] = {}
    for field in FIELDS:
        for word in (field.replace("_", " "), *SYNONYMS[field]):
            if word in known and (column := known.index(word)) not in found.values():
                found[field] = column
                break
    return found


def key(name: str) -> str:
    """A name without accents, case and signs."""
    return " ".join(re.findall(r"\w+", fold(plain(name)).replace("_", " ")))


def signature(header: Sequence[str]) -> str:
    """The same for every export of the same kind, whatever case and signs its header has.

    Rows that we gave back to be mended still are of their kind.
    """
    names = list(header)
    if tuple(names[-2:]) == TO_MEND:
        names = names[:-2]
    return hashlib.sha256("\x1f".join(map(key, names)).encode()).hexdigest()
