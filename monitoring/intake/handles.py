"""Taking an author's handle out of words, known by itself or only by its digest."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import quote, quote_plus, unquote

from django.utils.crypto import salted_hmac

from crisisdesk.kernel.text import nfc

#: Stands where the handle stood.
BLANK = "@…"
#: A handle like this is no word of the language: it goes from a text even without its sign.
_NO_WORD = re.compile(r"\d|\w[._-]\w")
_CALLED = re.compile(r"@[\w.-]*\w")
_LINK = re.compile(r"https?://[^\s<>\"“”]+")
_PARTS = re.compile(r"[/?#&=:]+")
FEWEST_SIGNS = 5
FULL_NAME = 3


def bare(handle: str) -> str:
    """The handle without its sign."""
    return nfc(handle).strip().lstrip("@")


def digest_of(handle: str) -> str:
    """Keyed hash of a handle, whatever its case; useless without this desk's secret."""
    key = bare(handle).casefold()
    return salted_hmac("monitoring.erased-author", key, algorithm="sha256").hexdigest()


class Handle:
    """A handle that is to disappear from words, and from lists and objects of words."""

    def __init__(self, name: str) -> None:
        self.name = name
        # Also as an address writes it, such as that of a search.
        self.spellings = list(dict.fromkeys((name, quote(name), quote_plus(name))))
        quoted = "|".join(map(re.escape, self.spellings))
        self._called = re.compile(rf"(?:@|%40)(?:{quoted})(?!\w)", re.IGNORECASE)
        self._bare = re.compile(rf"(?:@|%40|(?<!\w))(?:{quoted})(?!\w)", re.IGNORECASE)
        self._in_link = re.compile(rf"(?<=[/=:])(?:{quoted})(?=[/?#&]|$)", re.IGNORECASE)

    @cached_property
    def is_distinct(self) -> bool:
        """Whether it means nobody and nothing else: "mai" is a word too, "mai.lan_92" is not."""
        odd = len(self.name) >= FEWEST_SIGNS and _NO_WORD.search(self.name)
        return bool(odd) or len(self.name.split()) >= FULL_NAME

    def out_of(self, value: Any, *, everywhere: bool = False) -> Any:
        """The value without the handle; `everywhere` also where it may be a common word."""
        if isinstance(value, str):
            return self._out_of_words(value, everywhere)
        if isinstance(value, list):
            return [self.out_of(part, everywhere=everywhere) for part in value]
        if isinstance(value, dict):
            return {key: self.out_of(part, everywhere=everywhere) for key, part in value.items()}
        return value

    def _out_of_words(self, words: str, everywhere: bool) -> str:
        if bare(words).casefold() == self.name.casefold():
            return BLANK
        if words.startswith(("http://", "https://")) and " " not in words:
            return "" if self._names_them(words) else words
        loose = everywhere or self.is_distinct
        words = _LINK.sub(self._blank_link, words)
        return (self._bare if loose else self._called).sub(BLANK, words)

    def _blank_link(self, found: re.Match[str]) -> str:
        """A link within a text leads to them as well."""
        return BLANK if self._names_them(found[0]) else found[0]

    def _names_them(self, address: str) -> bool:
        link = unquote(address)
        return bool(self._called.search(link) or self._in_link.search(link))


@dataclass(frozen=True)
class Erased:
    """Handles of which only the digests are known."""

    digests: frozenset[str]

    def __bool__(self) -> bool:
        return bool(self.digests)

    def is_one(self, handle: str) -> bool:
        """Whether this is the handle of somebody who was erased."""
        return digest_of(handle) in self.digests

    def is_in(self, link: str) -> bool:
        """Whether a link leads through the page of one of them."""
        return bool(link) and any(map(self.is_one, filter(None, _PARTS.split(unquote(link)))))

    def out_of(self, words: str) -> str:
        """The text with nobody of them called by name."""
        return _CALLED.sub(self._blanked, words) if "@" in words else words

    def _blanked(self, found: re.Match[str]) -> str:
        return BLANK if self.is_one(found[0]) else found[0]

    def out_of_row(self, cells: list[str]) -> list[str]:
        """Cells of a table, of which one may be the handle itself."""
        return [BLANK if cell and self.is_one(cell) else self.out_of(cell) for cell in cells]
