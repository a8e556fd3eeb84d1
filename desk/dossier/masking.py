"""Names of those who posted are personal data: masked unless somebody gives a reason."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

MASK = "@…"
#: Shorter names are common words; they are masked where they stand alone as the author.
FEWEST_SIGNS = 4
_CALLED = re.compile(r"(?<![\w.@])@[\w.-]*\w")
_PHONE = re.compile(r"(?<![\w./-])(?:\+?84|0)(?:[ .-]?\d){8,10}(?!\w)")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


class Mask:
    """Takes authors' names, handles, telephone numbers and addresses out of words of others."""

    def __init__(self, authors: Iterable[str], *, shown: bool = False) -> None:
        self.shown = shown
        names = {name.strip().lstrip("@") for name in authors}
        long = sorted((n for n in names if len(n) >= FEWEST_SIGNS), key=len, reverse=True)
        words = "|".join(map(re.escape, long))
        self._names = re.compile(rf"(?<!\w)@?(?:{words})(?!\w)", re.IGNORECASE) if long else None

    def author(self, name: str) -> str:
        """The author of a post: nobody stays nobody."""
        return name if self.shown or not name else MASK

    def words(self, text: str) -> str:
        if self.shown or not text:
            return text
        for pattern in (_MAIL, self._names, _CALLED, _PHONE):
            if pattern is not None:
                text = pattern.sub(MASK, text)
        return text
