"""Recordings: CSV, JSON lines, and the airline stream; each row as (line, brand, mention)."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

from crisisdesk.kernel.tables import table

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Row = tuple[int, str, dict[str, Any]]


def read(path: Path, form: str, brand_column: str) -> Iterator[Row]:
    """Rows of a recording; `brand_column` may be empty."""
    return {"csv": _csv, "jsonl": _jsonl, "airline": _airline}[form](path, brand_column)


def form_of(path: Path) -> str:
    """The format that a file's name tells of."""
    return "jsonl" if path.suffix in {".jsonl", ".ndjson"} else "csv"


def _csv(path: Path, brand_column: str) -> Iterator[Row]:
    for line, cells in _dicts(path):
        yield line, cells.get(brand_column, ""), cells


def _dicts(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    lines = table.lines(path.read_bytes())
    header = next(lines, None)
    names = [name.strip() for name in header.cells] if header else []
    for line in lines:
        yield line.number, dict(zip(names, line.cells, strict=False))


def _jsonl(path: Path, brand_column: str) -> Iterator[Row]:
    with path.open(encoding="utf-8-sig", errors="replace") as lines:
        for line, text in enumerate(lines, start=1):
            if text.strip():
                item = _json(text)
                name = item.get(brand_column) if isinstance(item, dict) else ""
                yield line, name if isinstance(name, str) else "", item


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


def _airline(path: Path, brand_column: str) -> Iterator[Row]:
    """Customer tweets of 2015; their times carry their own offset (UTC-8)."""
    for line, cells in _dicts(path):
        item = {
            "external_id": cells.get("tweet_id", ""),
            "source": "Twitter",
            "author": cells.get("name", ""),
            "text": cells.get("text", ""),
            "posted_at": _moment(cells.get("tweet_created", "")),
        }
        yield line, cells.get(brand_column, ""), item


def _moment(text: str) -> datetime | str:
    try:
        return datetime.strptime(text, "%Y-%m-%d %H:%M:%S %z")
    except ValueError:
        return text
