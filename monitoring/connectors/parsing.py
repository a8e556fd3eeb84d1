"""A feed as plain values; a long one is read by a process of its own, which can be ended.

The library walks some documents for hours, such as a tag with a million attributes. A feed of
usual length costs seconds at the worst; whatever is longer gets `SECONDS` and no more.
"""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
#: Bytes that are read without a process of their own.
SMALL = 300_000
SECONDS = 40.0
WORDS = ("id", "link", "title", "summary", "author", "published", "updated")
DATES = ("published_parsed", "updated_parsed")


class TooSlow(Exception):
    """The feed was not read in its time."""


def parse(content: bytes, kind: str) -> dict[str, Any]:
    """`known`, `half` and the `entries` of a feed under its content type."""
    return plain(content, kind) if len(content) <= SMALL else _apart(content, kind)


def plain(content: bytes, kind: str) -> dict[str, Any]:
    """What of a feed the desk looks at."""
    import feedparser  # noqa: PLC0415 -- only where feeds are read

    found = feedparser.parse(
        io.BytesIO(content),
        response_headers={"content-type": kind},
        # We take words only, by a reader of our own.
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    return {
        "known": bool(found.get("version") or found.entries),
        # The document broke off; a wrong name of its encoding harms nothing.
        "half": bool(found.bozo) and "SAX" in type(found.get("bozo_exception")).__name__,
        "entries": [_entry(entry) for entry in found.entries],
    }


def _entry(entry: Any) -> dict[str, Any]:
    # Past the dictionary's own manners: it answers for one date with the other, and complains.
    words = {name: entry.get(name) for name in WORDS if name not in ("published", "updated")}
    words |= {name: dict.get(entry, name) for name in ("published", "updated")}
    known: dict[str, Any] = {name: said for name, said in words.items() if isinstance(said, str)}
    known |= {name: list(at) for name in DATES if (at := dict.get(entry, name))}
    known["content"] = [part.get("value") or "" for part in entry.get("content") or []]
    return known


def _apart(content: bytes, kind: str) -> dict[str, Any]:
    try:
        done = subprocess.run(
            [sys.executable, "-m", __name__, kind[:200].replace("\0", "")],
            input=content,
            stdout=subprocess.PIPE,
            timeout=SECONDS,
            check=True,
            cwd=ROOT,
        )
    except subprocess.TimeoutExpired as error:
        raise TooSlow from error
    found: dict[str, Any] = json.loads(done.stdout)
    return found


if __name__ == "__main__":
    sys.stdout.write(json.dumps(plain(sys.stdin.buffer.read(), sys.argv[1])))
