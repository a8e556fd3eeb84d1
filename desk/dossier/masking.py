"""Names of those who posted are personal data: masked unless somebody gives a reason."""

from __future__ import annotations

import re
from functools import cached_property
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from crisisdesk.kernel.text import fold, nfc

if TYPE_CHECKING:
    from collections.abc import Iterable

MASK = "@…"
#: Shorter names are common words; they are masked where they stand alone as the author.
FEWEST_SIGNS = 4
MOST_WORDS = 6
_WORD = re.compile(r"\S+")
_AROUND = "\"'()[]{}<>.,;:!?“”‘’…-–—*#/"
_CALLED = re.compile(r"(?<![\w.@])@[\w.-]*\w")
_PHONE = re.compile(r"(?<![\w./-])(?:\+?84|0)(?:[ .-]?\d){8,10}(?!\w)")
_SIGNS = re.compile(r"[\W_]+")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


def _key(name: str) -> str:
    return " ".join(name.split()).strip(_AROUND + "@").casefold()


def _plain(name: str) -> str:
    return _SIGNS.sub(" ", fold(nfc(name))).strip()


class Mask:
    """Takes authors' names, handles, telephone numbers and addresses out of words of others."""

    def __init__(self, authors: Iterable[str], *, shown: bool = False) -> None:
        self.shown = shown
        keys = map(_key, authors)
        self._names = {key for key in keys if len(key) >= FEWEST_SIGNS}
        counts = (len(key.split()) for key in self._names)
        self._longest = min(MOST_WORDS, max(counts, default=0))

    def author(self, name: str) -> str:
        """The author of a post: nobody stays nobody."""
        return name if self.shown or not name else MASK

    def words(self, text: str) -> str:
        if self.shown or not text:
            return text
        text = self._without_names(_MAIL.sub(MASK, text))
        return _PHONE.sub(MASK, _CALLED.sub(MASK, text))

    def file(self, name: str) -> str:
        """A file's name, unless it tells whom it shows; signs, marks and capitals hide nobody."""
        if self.shown:
            return name
        path = PurePosixPath(name.replace("\\", "/"))
        bare = f" {_plain(path.stem)} "
        told = any(f" {one} " in bare for one in self._plain_names)
        return f"…{path.suffix}" if told else self.words(name)

    @cached_property
    def _plain_names(self) -> set[str]:
        """The names as they stand in the name of a file."""
        return {plain for name in self._names if len(plain := _plain(name)) >= FEWEST_SIGNS}

    def _without_names(self, text: str) -> str:
        """Looked up word by word, so that ten thousand names cost no more than one."""
        words = [found.span() for found in _WORD.finditer(text)]
        parts, done, at = [], 0, 0
        while at < len(words):
            begin, end, taken = self._name_at(text, words, at)
            if taken:
                parts += [text[done:begin], MASK]
                done = end
            at += taken or 1
        return "".join([*parts, text[done:]])

    def _name_at(self, text: str, words: list[tuple[int, int]], at: int) -> tuple[int, int, int]:
        """Where a name stands that begins with this word, and how many words it has."""
        for count in range(min(self._longest, len(words) - at), 0, -1):
            begin, end = words[at][0], words[at + count - 1][1]
            bare = text[begin:end].strip(_AROUND + "@")
            if bare and _key(bare) in self._names:
                inner = begin + text[begin:end].index(bare)
                if inner > begin and text[inner - 1] == "@":
                    inner -= 1
                return inner, begin + text[begin:end].index(bare) + len(bare), count
        return 0, 0, 0
