"""By what a question or task is known as a row of the playbook it was copied from."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Container, Iterable
    from typing import Any

    from playbooks.models import PlaybookVersion

#: What of the identifiers of a playbook and its row has room in the key.
BOOK, ROW, ROW_CUT, SECTION = 20, 30, 24, 39
#: Stands before the digest of long identifiers.
LONG, DIGITS = "~", 8
_ROUND = re.compile(r"#\d+$")


def row_key(version: PlaybookVersion, key: str, round_: int) -> str:
    """Unlike in every round, so that the rows of a round are asked anew.

    Long identifiers end in a digest of the whole, so that two of them never become one.
    """
    book = version.playbook.slug
    if len(book) <= BOOK and len(key) <= ROW:
        return in_round(f"{book}.{key}", round_)
    return in_round(f"{book[:BOOK]}.{key[:ROW_CUT]}{LONG}{_digest(book, key)}", round_)


def section_key(version: PlaybookVersion, key: str) -> str:
    """By what the heading of a step is known; it is the same in every round."""
    book = version.playbook.slug
    if len(book) <= BOOK and len(key) <= SECTION:
        return f"{book}.{key}"
    return f"{book[:BOOK]}.{key[:ROW]}{LONG}{_digest(book, key)}"


def _digest(book: str, key: str) -> str:
    return hashlib.sha256(f"{book}.{key}".encode()).hexdigest()[:DIGITS]


def is_long(key: str) -> bool:
    """Whether an older desk knew the row by another key."""
    return LONG in key


def cut_key(version: PlaybookVersion, key: str, round_: int) -> str:
    """As an older desk wrote it, which only cut long identifiers short."""
    return in_round(f"{version.playbook.slug[:BOOK]}.{key[:ROW]}", round_)


def in_round(key: str, round_: int) -> str:
    """The key of the same row in another round."""
    bare = _ROUND.sub("", key)
    return bare if round_ == 1 or not bare else f"{bare}#{round_}"


def cut_short(
    rows: Iterable[tuple[PlaybookVersion, Any]], round_: int, standing: Container[str]
) -> dict[str, str]:
    """By the key that a row has now, the one under which an older desk put it into the case.

    Where cutting made one of two, the row that stands is that of the first.
    """
    keys = [(row_key(v, row.key, round_), cut_key(v, row.key, round_)) for v, row in rows]
    found: dict[str, str] = {}
    taken = {now for now, cut in keys if now == cut}
    for now, cut in keys:
        if cut in standing and now not in standing and cut not in taken:
            found[now] = cut
            taken.add(cut)
    return found
