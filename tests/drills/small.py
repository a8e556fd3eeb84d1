"""A small story, and how to change it in one place."""

from __future__ import annotations

from copy import deepcopy
from typing import Any


def inject(key: str, minute: int, **more: Any) -> dict[str, Any]:
    said = {"vi": f"Lời {key}", "en": f"Words {key}"}
    row = {"key": key, "minute": minute, "channel": "forum", "persona": said, "content": said}
    return {**row, "expected": said, **more}


STORY = {
    "slug": "small_story",
    "format": "tabletop",
    "minutes": 30,
    "title": {"vi": "Chuyện nhỏ", "en": "A small story"},
    "injects": [inject("first", 0), inject("second", 10), inject("third", 10), inject("last", 20)],
}


def with_(place: str, value: Any) -> dict[str, Any]:
    """The story with another value at a place such as `injects[1].minute`."""
    story: Any = deepcopy(STORY)
    spot = story
    *way, last = place.replace("[", ".").replace("]", "").split(".")
    for step in way:
        spot = spot[int(step) if step.isdecimal() else step]
    spot[int(last) if last.isdecimal() else last] = value
    return story
