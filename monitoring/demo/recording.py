"""Mentions as JSON lines, and the storm that is kept as a file for `replay`."""

import json
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from .stream import ZONE

RECORDED_STORM = Path(__file__).with_name("storm.jsonl")
RECORDED_STORM_BEGAN = datetime(2026, 11, 17, 13, 30, tzinfo=ZONE)


def write(path: Path, mentions: Iterable[dict]) -> int:
    """One JSON object a line; returns how many."""
    lines = [json.dumps(mention, ensure_ascii=False) for mention in mentions]
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return len(lines)
