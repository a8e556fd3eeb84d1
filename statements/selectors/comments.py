"""Remarks on the sentences of a text, as they stand in one of its versions."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from statements.diff import sentences
from statements.placing import Placed, placed

if TYPE_CHECKING:
    from statements.models import Statement, StatementVersion

LANGUAGES = (("vi", "Tiếng Việt"), ("en", "English"))


def comments_in(words: Statement, version: StatementVersion) -> list[Placed]:
    """All remarks made up to this version, the open ones first."""
    rows = words.comments.filter(version__number__lte=version.number).select_related(
        "version", "by", "settled_by"
    )
    return sorted(placed(rows, version), key=lambda row: (not row.comment.is_open, row.comment.pk))


def open_comments(words: Statement) -> list[Placed]:
    """What nobody has dealt with yet; it holds nothing up."""
    return [row for row in comments_in(words, words.version) if row.comment.is_open]


def marks(rows: list[Placed]) -> dict[str, dict[int, int]]:
    """By language: which sentences bear an open remark, and which one."""
    found: dict[str, dict[int, int]] = defaultdict(dict)
    for row in rows:
        if row.comment.is_open and row.place is not None:
            found[row.comment.language].setdefault(row.place, row.comment.pk)
    return found


def choices(version: StatementVersion) -> list[tuple[str, list[tuple[str, str]]]]:
    """Every sentence of the version to choose from: (“vi-3”, its words), by language."""
    return [
        (
            name,
            [
                (f"{code}-{place}", sentence.strip())
                for place, sentence in enumerate(sentences(getattr(version, f"text_{code}")))
                if sentence.strip()
            ],
        )
        for code, name in LANGUAGES
    ]
