"""Cleaning a batch as a whole: a few passes over joined columns instead of many small calls.

It gives exactly what `clean` gives for each item. Where a column holds anything unusual it is read
item by item; where an item is unfit the whole batch is, so that every error is named.
"""

from __future__ import annotations

import unicodedata
from datetime import datetime
from typing import TYPE_CHECKING, Any

from monitoring.intake import clean as one
from monitoring.intake.clean import READERS, Heard, Unfit
from monitoring.intake.folding import fold_many
from monitoring.intake.places import platform_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from monitoring.intake.clean import Errors, Reader

    Column = Callable[[list[Any]], list[Any] | None]


def clean_many(items: Sequence[Any], moment: datetime) -> list[Heard | Errors]:
    """Each mention, or all that is wrong with it by field, in the order of `items`."""
    try:
        return list(_usual(items, moment))
    except _NotUsual:
        return [one.clean(item, index=index, moment=moment) for index, item in enumerate(items)]


class _NotUsual(Exception):
    """Some item is no mention, or unfit."""


def _usual(items: Sequence[Any], moment: datetime) -> list[Heard]:
    if not items or set(map(type, items)) != {dict}:
        raise _NotUsual
    try:
        columns = [_column(name, read, items, moment) for name, read in READERS.items()]
    except Unfit:
        raise _NotUsual from None
    heard = [
        Heard(*row) for row in zip(*columns, range(len(items)), _keys(columns[0]), strict=True)
    ]
    for mention in heard:
        if not mention.platform:
            mention.platform = platform_of(mention.source) or one.platform_of_link(mention.url)
        if not mention.external_id:
            mention.external_id = one.own_id(mention)
    return heard


def _column(name: str, read: Reader, items: Sequence[Any], moment: datetime) -> list[Any]:
    """One field of all items, at once where they are as usual, else each by its own reader."""
    values = [item.get(name) for item in items]
    found = _times(values, moment) if name == "posted_at" else _QUICK[name](values)
    return [read(item, moment) for item in items] if found is None else found


def _strings(values: list[Any], limit: int) -> list[str] | None:
    """Printable NFC text of at most `limit` characters, missing ones empty; else None."""
    try:
        joined = " ".join(words := ["" if value is None else value for value in values])
    except TypeError:
        return None
    if not joined.replace("\n", " ").isprintable() or not unicodedata.is_normalized("NFC", joined):
        return None
    return None if max(map(len, words)) > limit else [value.strip() for value in words]


def _texts(values: list[Any]) -> list[str] | None:
    texts = _strings(values, one.TEXT_LIMIT)
    if texts is None or not all(texts) or one.UNSEEN.search("".join(texts)):
        return None
    return texts


def _links(values: list[Any]) -> list[str] | None:
    links = _strings(values, one.LIMITS["url"])
    return links if links is not None and all(map(_is_usual_link, links)) else None


def _is_usual_link(link: str) -> bool:
    return not link or one.USUAL_LINK.fullmatch(link) is not None


def _times(values: list[Any], moment: datetime) -> list[datetime] | None:
    try:
        times = list(map(datetime.fromisoformat, values))
        fit = min(times) >= one.EARLIEST and max(times) <= moment + one.AHEAD
    except (TypeError, ValueError):
        return None
    return times if fit and all(at.tzinfo for at in times) else None


def _counts(values: list[Any]) -> list[int] | None:
    if set(map(type, values)) != {int}:
        return None
    return values if min(values) >= 0 and max(values) <= one.REACH_LIMIT else None


def _few(name: str, read: Reader) -> Column:
    """A column with few different values, each of which is read once."""

    def at_once(values: list[Any]) -> list[Any] | None:
        if not set(map(type, values)) <= {str, type(None)}:
            return None
        known = {value: read({name: value}, _NO_MOMENT) for value in set(values)}
        return [known[value] for value in values]

    return at_once


def _short(name: str) -> Column:
    limit = one.LIMITS[name]
    return lambda values: _strings(values, limit)


def _keys(texts: list[str]) -> list[str]:
    """What `clean.key_text` gives; invisible signs are rare and looked for once."""
    if one.UNSEEN.search("".join(texts)):
        return [one.key_text(text) for text in texts]
    return fold_many(texts)


#: Readers of these fields look at no clock.
_NO_MOMENT = one.EARLIEST
_QUICK: dict[str, Column] = {
    "text": _texts,
    "external_id": _short("external_id"),
    "source": _few("source", READERS["source"]),
    "author": _short("author"),
    "language": _few("language", READERS["language"]),
    "reach": _counts,
    "url": _links,
    "platform": _few("platform", READERS["platform"]),
}
