"""Laying spans over one another: what is above counts, what is below shows through."""

from __future__ import annotations

from bisect import bisect_right
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from teams.rota.turns import Span


class Hole(NamedTuple):
    """A time that nobody covers."""

    starts: datetime
    ends: datetime


def cover(levels: Iterable[list[Span]]) -> list[Span]:
    """The spans that show, the first level on top; each level is in order, without overlaps."""
    shown: list[Span] = []
    for level in levels:
        free = [piece for span in level for piece in _outside(span, shown)]
        shown = sorted([*shown, *free])
    return shown


def _outside(span: Span, shown: list[Span]) -> list[Span]:
    """Parts of a span that no shown one covers."""
    pieces, starts = [], span.starts
    place = bisect_right(shown, span.starts, key=_end)
    for other in islice(shown, place, None):
        if other.starts >= span.ends:
            break
        if other.starts > starts:
            pieces.append(span._replace(starts=starts, ends=other.starts))
        starts = other.ends
    if starts < span.ends:
        pieces.append(span._replace(starts=starts))
    return pieces


def _end(span: Span) -> datetime:
    return span.ends


def holes(spans: Iterable[Span], since: datetime, until: datetime) -> list[Hole]:
    """Times within the range in which no span is, whatever the order and overlaps of the spans."""
    found, covered = [], since
    for span in sorted(spans):
        if span.starts >= until:
            break
        if span.starts > covered:
            found.append(Hole(covered, span.starts))
        covered = max(covered, span.ends)
    if covered < until:
        found.append(Hole(covered, until))
    return found


def stretches(spans: Iterable[Span]) -> list[Span]:
    """The same with neighbours of one person made one: from being relieved to being relieved."""
    found: list[Span] = []
    for span in spans:
        if found and found[-1].user == span.user and found[-1].ends == span.starts:
            found[-1] = found[-1]._replace(ends=span.ends)
        else:
            found.append(span)
    return found
