"""Pages of a long list by the place of their edge, which cost the same however deep they lie."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from crisisdesk.kernel.clock import YEARS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.db.models import QuerySet

SIZE = 25
LARGEST_ID = 2**63 - 1


@dataclass(frozen=True)
class Edge:
    """Between which rows a page begins: the moment and id of the last one before it."""

    at: datetime
    pk: int

    def __str__(self) -> str:
        return f"{self.at.isoformat()}~{self.pk}"


def edge(text: str) -> Edge | None:
    """What an address says; None for one that we never gave."""
    moment, _sign, number = text.partition("~")
    if not (number.isascii() and number.isdigit() and int(number[:19]) <= LARGEST_ID):
        return None
    try:
        at = datetime.fromisoformat(moment.replace(" ", "+"))
    except ValueError:
        return None
    whole = at.tzinfo is not None and at.year in YEARS and len(number) < 20  # noqa: PLR2004
    return Edge(at, int(number)) if whole else None


@dataclass(frozen=True)
class Stretch:
    """One page: its rows, and the edges of its neighbours, empty where there is none."""

    rows: list[Any]
    newer: str = ""
    older: str = ""
    #: Whether it is not the first page.
    deep: bool = False


def stretch(
    rows: QuerySet[Any], field: str, *, after: str = "", before: str = "", size: int = SIZE,
    ascending: bool = False,
) -> Stretch:  # fmt: skip
    """The rows after an edge, or the last ones before it, in the order of `field` and id."""
    forth, back = edge(after), edge(before)
    start = back or forth
    backwards = back is not None
    up = ascending != backwards
    found = rows.order_by(*((field, "pk") if up else (f"-{field}", "-pk")))
    if start:
        found = found.filter(_beyond(field, start, up=up))
    page = list(found[: size + 1])
    more, page = len(page) > size, page[:size]
    if backwards:
        page.reverse()
    has_earlier = more if backwards else start is not None
    has_later = True if backwards else more
    return Stretch(
        page,
        newer=_edge_of(page[0], field) if page and has_earlier else "",
        older=_edge_of(page[-1], field) if page and has_later else "",
        deep=start is not None,
    )


def _beyond(field: str, start: Edge, *, up: bool) -> Q:
    """Bounded by the moment alone first, so that the index finds its place."""
    way = "gt" if up else "lt"
    same = Q(**{field: start.at, f"pk__{way}": start.pk})
    return Q(**{f"{field}__{way}e": start.at}) & (Q(**{f"{field}__{way}": start.at}) | same)


def _edge_of(row: Any, field: str) -> str:
    return str(Edge(getattr(row, field), row.pk))


class Together:
    """Rows of several brands as one list: each is read through its own index, and merged.

    Asked for all brands at once the database reads every row before it knows the newest.
    """

    def __init__(self, parts: Iterable[QuerySet[Any]], order: Sequence[str] = ()) -> None:
        self.parts, self.order = list(parts), tuple(order)

    def order_by(self, *order: str) -> Together:
        return Together((part.order_by(*order) for part in self.parts), order)

    def filter(self, *which: Any, **values: Any) -> Together:
        return Together((part.filter(*which, **values) for part in self.parts), self.order)

    def __getitem__(self, wanted: slice) -> list[Any]:
        rows = [row for part in self.parts for row in part[: wanted.stop]]
        for name in reversed(self.order):
            rows.sort(key=attrgetter(name.lstrip("-")), reverse=name.startswith("-"))
        return rows[wanted]
