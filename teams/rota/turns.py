"""Who has the turn in one layer, computed from its rule; knows no database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, NamedTuple

from teams.rota.walls import reached, wall

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import tzinfo

    DayOff = Callable[[date], bool]

DAY = timedelta(days=1)
UNITS = {"hour": timedelta(hours=1), "day": DAY, "week": 7 * DAY}


class Span(NamedTuple):
    """One person from a moment until another; `source` names the turn, override or shift."""

    starts: datetime
    ends: datetime
    user: int
    source: str


class Window(NamedTuple):
    starts: datetime
    ends: datetime


@dataclass(frozen=True)
class Turns:
    """A layer's rule. Lengths are counted on the wall's clock, in the rota's zone."""

    key: str
    zone: tzinfo
    people: tuple[int, ...]
    unit: str
    length: int
    handover: time
    starts_on: date
    ends_on: date | None = None
    weekdays: frozenset[int] = frozenset()
    hours: tuple[time, time] | None = None
    holidays: str = ""

    @property
    def step(self) -> timedelta:
        return UNITS[self.unit] * self.length

    @property
    def first(self) -> datetime:
        return datetime.combine(self.starts_on, self.handover)

    def begin(self, turn: int) -> datetime:
        return reached(self.first + turn * self.step, self.zone)

    def spans(self, since: datetime, until: datetime, day_off: DayOff) -> list[Span]:
        """Turns within the times at which the layer has somebody, cut at the edges."""
        if not self.people:
            return []
        windows = self.windows(since, until, day_off)
        return [
            Span(max(one.starts, other.starts), min(one.ends, other.ends), one.user, one.source)
            for one, other in crossing(self.turns(since, until), windows)
        ]

    def turns(self, since: datetime, until: datetime) -> list[Span]:
        """All turns that touch the time, each from border to border."""
        number = max((wall(since, self.zone) - self.first) // self.step, 0)
        found, starts = [], self.begin(number)
        while starts < until:
            ends = self.begin(number + 1)
            # A turn inside an hour that the clock jumps over has no length.
            if ends > max(starts, since):
                user = self.people[number % len(self.people)]
                found.append(Span(starts, ends, user, f"{self.key}.{number}"))
            starts, number = ends, number + 1
        return found

    def windows(self, since: datetime, until: datetime, day_off: DayOff) -> list[Window]:
        """When the layer counts at all; a night's hours belong to the evening's day."""
        if self.ends_on is not None:
            last = datetime.combine(self.ends_on + DAY, time.min)
            until = min(until, reached(last, self.zone))
        if not (self.weekdays or self.hours or self.holidays):
            return [Window(since, until)] if since < until else []
        cut = (Window(max(a, since), min(b, until)) for a, b in self._days(since, until, day_off))
        return [window for window in cut if window.starts < window.ends]

    def _days(self, since: datetime, until: datetime, day_off: DayOff) -> Iterator[Window]:
        opens, closes = self.hours or (time.min, time.min)
        day = wall(since, self.zone).date() - DAY
        # The wall's clock may go back within the time, so that its last day is not the latest.
        last = wall(until, self.zone).date() + DAY
        while day <= last:
            if self._counts(day, day_off):
                end = datetime.combine(day if closes > opens else day + DAY, closes)
                starts = reached(datetime.combine(day, opens), self.zone)
                yield Window(starts, reached(end, self.zone))
            day += DAY

    def _counts(self, day: date, day_off: DayOff) -> bool:
        if self.weekdays and day.weekday() not in self.weekdays:
            return False
        return not self.holidays or day_off(day) == (self.holidays == "only")


def crossing(spans: list[Span], windows: list[Window]) -> Iterator[tuple[Span, Window]]:
    """Pairs that overlap; both lists are in order and without overlaps of their own."""
    place = 0
    for span in spans:
        while place < len(windows) and windows[place].ends <= span.starts:
            place += 1
        here = place
        while here < len(windows) and windows[here].starts < span.ends:
            yield span, windows[here]
            here += 1
