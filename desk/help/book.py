"""The help texts: read once from the files beside this module, found by page or by word."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language

from crisisdesk.kernel.text import fold

TEXTS = Path(__file__).resolve().parent / "texts"


@dataclass(frozen=True)
class Topic:
    """One page's help. Every text is there in both languages; `said` takes the reader's."""

    key: str
    views: tuple[str, ...]
    row: dict[str, Any]

    @property
    def url(self) -> str:
        return reverse("desk:help-topic", args=[self.key])

    @property
    def page(self) -> str:
        """Where the page itself is, if it is one and not one of many."""
        try:
            return reverse(self.views[0])
        except NoReverseMatch:
            return ""

    @property
    def title(self) -> str:
        return said(self.row["title"])

    @property
    def purpose(self) -> str:
        return said(self.row["for"])

    @property
    def first(self) -> str:
        return said(self.row["first"])

    @property
    def asks(self) -> list[tuple[str, str]]:
        return [(said(ask["q"]), said(ask["a"])) for ask in self.row["asks"]]

    @property
    def links(self) -> list[tuple[str, str]]:
        """Pages that help as well: what they are called, and where they are."""
        return [(of_view(name).title, reverse(name)) for name in self.row["links"]]

    @property
    def words(self) -> str:
        """Everything it says, without accents, to be searched in."""
        texts = [self.title, self.purpose, self.first, *(text for ask in self.asks for text in ask)]
        return fold(" ".join(texts))


def said(text: dict[str, str]) -> str:
    return text["en" if get_language() == "en" else "vi"]


@cache
def topics() -> tuple[Topic, ...]:
    """All of them, in the order of the files."""
    rows = [row for path in sorted(TEXTS.glob("*.yaml")) for row in _read(path)]
    return tuple(Topic(row["key"], tuple(row["views"]), row) for row in rows)


def _read(path: Path) -> list[dict[str, Any]]:
    return yaml.safe_load(path.read_text("utf-8"))


@cache
def _by_view() -> dict[str, Topic]:
    return {view: topic for topic in topics() for view in topic.views}


def of_view(name: str) -> Topic | None:
    """The help of a page by the name of its address."""
    return _by_view().get(name)


def topic(key: str) -> Topic | None:
    return next((one for one in topics() if one.key == key), None)


def search(words: str) -> list[Topic]:
    """Topics that have all the words, whatever their accents; all of them for none."""
    wanted = fold(words).split()
    return [one for one in topics() if all(word in one.words for word in wanted)]
