"""Which watches a mention belongs to."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from crisisdesk.kernel.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable

    from monitoring.models import Watch
    from monitoring.services.known import Listening

_GAP = r"[\W_]{0,3}"
_LONGEST_CACHE = 512


@lru_cache(maxsize=_LONGEST_CACHE)
def pattern(words: tuple[str, ...]) -> re.Pattern[str] | None:
    """Any of the phrases on word boundaries, in folded text; None when there are no words.

    "Suối Xanh" also finds "#suoixanh" and "suoi-xanh", never "suoixanhduong".
    """
    phrases = [_phrase(word) for word in words]
    found = sorted({phrase for phrase in phrases if phrase}, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(found)})(?!\w)") if found else None


def _phrase(words: str) -> str:
    parts = re.findall(r"\w+", fold(words))
    return _GAP.join(re.escape(part) for part in parts)


class Matcher:
    """The active watches of a brand, compiled."""

    def __init__(self, watches: Iterable[Watch | Listening]) -> None:
        self.rules = [
            (watch.pk, pattern(tuple(watch.words)), pattern(tuple(watch.excluded)))
            for watch in watches
        ]

    def __call__(self, text_key: str) -> list[int]:
        """Ids of the watches whose words stand in the folded text."""
        return [
            watch_id
            for watch_id, words, excluded in self.rules
            if (words is None or words.search(text_key))
            and not (excluded and excluded.search(text_key))
        ]
