"""Recorded storms: one JSON object a line, told minute by minute, in words written for this desk.

`minute` from the beginning, `platform`, `reach`, `mood`, and the words `vi` and `en`. Only the shape
of a recording was ever measured from real people; `tools/storm_shape.py` measures it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache

from crisisdesk.kernel.vocabulary import Sentiment
from drills.arrivals import RECORDINGS
from monitoring.enums import Platform


@dataclass(frozen=True, slots=True)
class Line:
    """One post of a recording."""

    minute: float
    platform: str
    reach: int
    mood: str
    vi: str
    en: str


@cache
def read(name: str) -> tuple[Line, ...]:
    """The recording of that name; a line that is wrong is named by its number."""
    lines = []
    text = (RECORDINGS / f"{name}.jsonl").read_text("utf-8")
    for number, row in enumerate(filter(None, text.splitlines()), 1):
        line = Line(**json.loads(row))
        known = line.platform in Platform.values and line.mood in Sentiment.values
        if not known or line.minute < 0 or line.reach < 0 or not line.vi:
            raise ValueError(f"{name}.jsonl:{number}")
        lines.append(line)
    return tuple(sorted(lines, key=lambda line: line.minute))
