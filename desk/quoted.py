"""Whether a newspaper carries our words: so many of them in a row (message pull-through).

Handbook F6 counts "articles quoting our statement" and leaves open what a quotation is. Eight words
in a row are beyond chance and shorter than a sentence that an editor has shortened.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crisisdesk.kernel.text import nfc

if TYPE_CHECKING:
    from collections.abc import Iterable

IN_A_ROW = 8
_WORD = re.compile(r"\w+")


def rows_of(texts: Iterable[str]) -> frozenset[tuple[str, ...]]:
    """Every run of eight words in any of the texts."""
    return frozenset(run for text in texts for run in _runs(text))


def carries(text: str, ours: frozenset[tuple[str, ...]]) -> bool:
    """Whether a text has a run of words in common with ours."""
    return any(run in ours for run in _runs(text))


def _runs(text: str) -> Iterable[tuple[str, ...]]:
    words = _WORD.findall(nfc(text).casefold())
    return zip(*(words[at:] for at in range(IN_A_ROW)), strict=False)
