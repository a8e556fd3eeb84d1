"""Arithmetic of working time: pure, without a database. A span is [since, until)."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, tzinfo

#: Acts that are no further apart than this belong to one sitting.
PAUSE = timedelta(minutes=30)
#: What an act takes after its moment; the whole length of one that stands alone.
AFTER = timedelta(minutes=5)
#: A pause of an hour is relief; anything shorter is a coffee.
RELIEF = timedelta(hours=1)
#: Night, in the person's own zone.
NIGHT_FROM, NIGHT_UNTIL = time(22), time(6)
NONE = timedelta()


class Span(NamedTuple):
    since: datetime
    until: datetime

    @property
    def length(self) -> timedelta:
        return self.until - self.since


def union(spans: Iterable[Span]) -> list[Span]:
    """The same time without overlaps, in order; spans that touch become one."""
    joined: list[Span] = []
    for span in sorted(span for span in spans if span.since < span.until):
        if joined and span.since <= joined[-1].until:
            joined[-1] = Span(joined[-1].since, max(joined[-1].until, span.until))
        else:
            joined.append(span)
    return joined


def clip(spans: Iterable[Span], since: datetime, until: datetime) -> list[Span]:
    """What of it lies between two moments."""
    cut = (Span(max(span.since, since), min(span.until, until)) for span in spans)
    return union(cut)


def overlap(one: Iterable[Span], other: Iterable[Span]) -> list[Span]:
    """Time that lies in both."""
    others = union(other)
    return union(part for span in union(one) for part in clip(others, *span))


def sittings(moments: Iterable[datetime]) -> list[Span]:
    """Acts close to each other are one sitting, pauses included."""
    found: list[Span] = []
    for moment in sorted(moments):
        if found and moment - found[-1].until <= PAUSE - AFTER:
            found[-1] = Span(found[-1].since, moment + AFTER)
        else:
            found.append(Span(moment, moment + AFTER))
    return union(found)


def total(spans: Iterable[Span], since: datetime, until: datetime) -> timedelta:
    """How much working time lies between two moments."""
    return sum((span.length for span in clip(spans, since, until)), NONE)


def stretch(spans: Iterable[Span], at: datetime, relief: timedelta = RELIEF) -> Span | None:
    """Since when the person has worked without relief; None for who had it, or did not work."""
    run: Span | None = None
    for span in reversed(clip(spans, datetime.min.replace(tzinfo=at.tzinfo), at)):
        if (run.since if run else at) - span.until >= relief:
            break
        run = Span(span.since, run.until if run else span.until)
    return run


def longest_rest(spans: Iterable[Span], since: datetime, until: datetime) -> timedelta:
    """The longest time without work between two moments."""
    ends, starts = [since], []
    for span in clip(spans, since, until):
        starts.append(span.since)
        ends.append(span.until)
    starts.append(until)
    return max(start - end for start, end in zip(starts, ends, strict=True))


def night_of(moment: datetime, zone: tzinfo) -> date | None:
    """The evening that the moment's night began on; None by day."""
    local = moment.astimezone(zone)
    if local.time() >= NIGHT_FROM:
        return local.date()
    return local.date() - timedelta(days=1) if local.time() < NIGHT_UNTIL else None


def nights(spans: Iterable[Span], zone: tzinfo) -> set[date]:
    """The nights in which there was work, by the evening they began on."""
    found = set()
    for span in union(spans):
        day = span.since.astimezone(zone).date() - timedelta(days=1)
        last = span.until.astimezone(zone).date()
        while day <= last:
            dark = Span(
                datetime.combine(day, NIGHT_FROM, zone),
                datetime.combine(day + timedelta(days=1), NIGHT_UNTIL, zone),
            )
            if dark.since < span.until and span.since < dark.until:
                found.add(day)
            day += timedelta(days=1)
    return found
