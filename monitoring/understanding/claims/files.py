"""Claims and texts from tables with a header, as the CLEF CheckThat! lab gives them out."""

from __future__ import annotations

import csv
from collections import defaultdict
from typing import TYPE_CHECKING, Final, NamedTuple

from monitoring.understanding.claims.matcher import Known

if TYPE_CHECKING:
    from pathlib import Path

#: A column counts by its name; these are the names that stand for a part.
IDS: Final = ("id", "vclaim_id", "claim_id", "tweet_id", "query_id", "")
CLAIMS: Final = ("vclaim", "claim", "text", "content")
TITLES: Final = ("title", "headline")
TEXTS: Final = ("tweet_content", "text", "content", "query", "tweet")
LONGEST_FIELD: Final = 1 << 20


class Unreadable(Exception):
    """The file is no table of the kind that is asked for; says where and why."""


class Text(NamedTuple):
    key: str
    text: str


def claims(path: Path) -> list[Known]:
    """Known claims: a title and a claim are one wording; a row without an id is its number."""
    wanted = {"id": IDS, "claim": CLAIMS, "title": TITLES}
    rows = _rows(path, wanted, needed="claim")
    return [
        Known(key, [" ".join(p for p in (row["title"], row["claim"]) if p)]) for key, row in rows
    ]


def texts(path: Path) -> list[Text]:
    """Texts that are to be matched."""
    return [Text(key, row["text"]) for key, row in _rows(path, {"id": IDS, "text": TEXTS}, "text")]


def answers(path: Path) -> dict[str, set[str]]:
    """Which claims are right for which text: `text 0 claim 1`, without a header."""
    right: dict[str, set[str]] = defaultdict(set)
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        parts = line.split()
        if len(parts) != 4:  # noqa: PLR2004 -- the four columns of a qrels file
            raise Unreadable(f"{path}, line {number}: four columns expected, not {len(parts)}")
        if parts[3] != "0":
            right[parts[0]].add(parts[2])
    return dict(right)


Row = tuple[str, dict[str, str]]


def _rows(path: Path, wanted: dict[str, tuple[str, ...]], needed: str) -> list[Row]:
    try:
        with path.open(newline="", encoding="utf-8-sig") as lines:
            # A field may be long, but not without end.
            csv.field_size_limit(LONGEST_FIELD)
            found = list(csv.reader(lines, delimiter="\t"))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise Unreadable(f"{path}: {error}") from error
    if not found:
        raise Unreadable(f"{path} is empty; the first line must name the columns")
    places = _places(path, [name.strip().lower() for name in found[0]], wanted, needed)
    rows = [_row(number, cells, places) for number, cells in enumerate(found[1:], start=1)]
    kept = [row for row in rows if row[1][needed]]
    _no_key_twice(path, kept)
    return kept


def _places(
    path: Path, header: list[str], wanted: dict[str, tuple[str, ...]], needed: str
) -> dict[str, int]:
    places = {}
    for part, names in wanted.items():
        fitting = [header.index(name) for name in names if name in header]
        if fitting:
            places[part] = fitting[0]
    if needed not in places:
        known, seen = ", ".join(n for n in wanted[needed] if n), ", ".join(header)
        raise Unreadable(f"{path}: no column named {known} (tab-separated); there are: {seen}")
    return places


def _row(number: int, cells: list[str], places: dict[str, int]) -> Row:
    values = dict.fromkeys(("id", "claim", "title", "text"), "")
    values |= {part: cells[at].strip() for part, at in places.items() if at < len(cells)}
    return values["id"] or str(number), values


def _no_key_twice(path: Path, rows: list[Row]) -> None:
    seen: set[str] = set()
    for key, _values in rows:
        if key in seen:
            raise Unreadable(f"{path}: the id {key} stands there twice")
        seen.add(key)
