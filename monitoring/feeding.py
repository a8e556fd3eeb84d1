"""The buckets of a watch in the order of time: counted, empty, or missing; knows no database."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from monitoring.clockwork import STEP

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

#: Without any mention for longer than this nobody can tell silence from a cut wire.
LONGEST_CALM = timedelta(hours=24)


class Part(NamedTuple):
    """What one platform brought in a bucket."""

    total: int
    negative: int


class Counts(NamedTuple):
    """A bucket of a watch. `silent` are platforms whose source should have talked and did not."""

    total: int
    negative: int
    negative_reach: int = 0
    widest: int = 0
    parts: dict[str, Part] = {}
    silent: frozenset[str] = frozenset()


NOTHING = Counts(0, 0)


class Hole(NamedTuple):
    """A time in which a source was silent; without a platform it may hide any.

    It hides a day. A source that is silent for longer is the state of things: were each empty
    bucket of weeks missing and each other one counted, what is usual would seem far more than it is.
    """

    begin: datetime
    end: datetime
    platform: str = ""

    @property
    def hides_until(self) -> datetime:
        return min(self.end, self.begin + LONGEST_CALM)


#: (start, platform, total, negative, negative reach, widest reach of a negative)
Row = tuple[datetime, str, int, int, int, int]


def bundled(rows: Iterable[Row]) -> Iterator[tuple[datetime, Counts]]:
    """Rows of platforms, sorted by their start, as one bucket each."""
    held: tuple[datetime, Counts] | None = None
    for start, platform, total, negative, reach, widest in rows:
        part = Counts(total, negative, reach, widest, {platform: Part(total, negative)})
        if held and held[0] == start:
            held = (start, _together(held[1], part))
            continue
        if held:
            yield held
        held = (start, part)
    if held:
        yield held


def _together(one: Counts, other: Counts) -> Counts:
    return Counts(
        one.total + other.total,
        one.negative + other.negative,
        one.negative_reach + other.negative_reach,
        max(one.widest, other.widest),
        one.parts | other.parts,
    )


def feed(
    rows: Iterable[Row],
    begin: datetime,
    end: datetime,
    *,
    last: datetime | None,
    silent: Iterable[Hole] = (),
) -> Iterator[tuple[datetime, Counts | None]]:
    """Every bucket of [begin, end): counted, empty, or missing.

    `last` is the last bucket with mentions before `begin`. Buckets in a hole longer than
    `LONGEST_CALM` are left out, which detectors take as missing.
    """
    holes = [Hole(*hole) for hole in silent]
    at = begin
    for start, counts in bundled(rows):
        yield from _empty(at, start, last, holes)
        yield start, _with_silence(start, counts, holes)
        at, last = start + STEP, start
    yield from _empty(at, end, last, holes)


def _with_silence(start: datetime, counts: Counts, holes: list[Hole]) -> Counts:
    """Others talked; that the silent ones are missing must not look like calm there."""
    if not holes:
        return counts
    silent = {hole.platform for hole in _over(start, holes)} - counts.parts.keys()
    return counts._replace(silent=frozenset(silent)) if silent else counts


def _over(start: datetime, holes: list[Hole]) -> list[Hole]:
    return [hole for hole in holes if hole.begin < start + STEP and start < hole.end]


def _empty(
    begin: datetime, end: datetime, last: datetime | None, holes: list[Hole]
) -> Iterator[tuple[datetime, Counts | None]]:
    if last is None:
        return
    at = begin
    while at < min(end, last + LONGEST_CALM):
        hidden = any(at < hole.hides_until for hole in _over(at, holes))
        yield at, None if hidden else _with_silence(at, NOTHING, holes)
        at += STEP
