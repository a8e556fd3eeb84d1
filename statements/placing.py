"""Where a remark on a sentence stands in another version: with its sentence, or nowhere."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from typing import TYPE_CHECKING

from statements.diff import sentences

if TYPE_CHECKING:
    from collections.abc import Iterable

    from statements.models import SentenceComment, StatementVersion


@lru_cache(maxsize=512)
def same_places(old: str, new: str) -> dict[int, int]:
    """Which sentence of the new text each unchanged sentence of the old one has become."""
    before = [sentence.strip() for sentence in sentences(old)]
    after = [sentence.strip() for sentence in sentences(new)]
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    return {
        block.a + step: block.b + step
        for block in matcher.get_matching_blocks()
        for step in range(block.size)
    }


@dataclass(frozen=True)
class Placed:
    """A remark as it stands for one version; without a place its sentence has changed."""

    comment: SentenceComment
    place: int | None

    @property
    def sentence_changed(self) -> bool:
        return self.place is None


def place_in(comment: SentenceComment, version: StatementVersion) -> int | None:
    """Which sentence of the version the remark is about."""
    old, new = (getattr(v, f"text_{comment.language}") for v in (comment.version, version))
    return same_places(old, new).get(comment.place)


def placed(comments: Iterable[SentenceComment], version: StatementVersion) -> list[Placed]:
    return [Placed(comment, place_in(comment, version)) for comment in comments]


def with_sentence(text: str, place: int, words: str) -> str:
    """The text with other words for one sentence; the blank after it stays."""
    parts = sentences(text)
    old = parts[place]
    parts[place] = words.strip() + old[len(old.rstrip()) :]
    return "".join(parts)
