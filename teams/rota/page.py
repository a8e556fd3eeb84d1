"""A rota as a calendar: days with whoever is on duty in each part of them."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from crisisdesk.kernel.clock import now
from teams.days import days
from teams.rota import gaps
from teams.rota.cover import holes
from teams.rota.schedule import load
from teams.rota.walls import reached, wall

if TYPE_CHECKING:
    from teams.models import Rota, User
    from teams.rota.schedule import Schedule
    from teams.rota.turns import Span

DAY, WEEK = timedelta(days=1), timedelta(days=7)
VIEWS = ("week", "month")
#: Years that a calendar goes to.
YEARS = range(2000, 2100)


class Part(NamedTuple):
    """A part of a day; without a person nobody is on duty. Times are on the rota's wall."""

    starts: datetime
    ends: datetime
    person: User | None
    #: A gap that may still be closed.
    is_gap: bool = False
    is_override: bool = False


class Day(NamedTuple):
    date: date
    parts: list[Part]
    is_today: bool
    #: What the day off is called; empty for an ordinary day.
    holiday: str


class Sheet(NamedTuple):
    """A week or a month of one rota."""

    view: str
    first: date
    earlier: date
    later: date
    weeks: list[list[Day]]
    schedule: Schedule

    @property
    def days(self) -> list[Day]:
        return [day for week in self.weeks for day in week]


def sheet(rota: Rota, view: str, around: date) -> Sheet:
    """Whole weeks from Monday on that hold the day, or its month."""
    first = around if view == "week" else around.replace(day=1)
    last = first if view == "week" else first + (monthrange(first.year, first.month)[1] - 1) * DAY
    monday = first - first.weekday() * DAY
    count = ((last - monday).days // 7) + 1
    zone = ZoneInfo(rota.time_zone)
    since = reached(datetime.combine(monday, time.min), zone)
    until = reached(datetime.combine(monday + count * WEEK, time.min), zone)
    schedule = load(rota.brand_id, since, until)
    drawn = _Drawn(rota, schedule, since, until)
    weeks = [[drawn.day(monday + (7 * week + n) * DAY) for n in range(7)] for week in range(count)]
    earlier = first - WEEK if view == "week" else (first - DAY).replace(day=1)
    later = first + WEEK if view == "week" else last + DAY
    return Sheet(view, first, earlier, later, weeks, schedule)


class _Drawn:
    """Spans and gaps of a time, to be cut into days."""

    def __init__(self, rota: Rota, schedule: Schedule, since: datetime, until: datetime) -> None:
        self.zone = ZoneInfo(rota.time_zone)
        self.able = schedule.able
        self.spans = schedule.spans(rota.pk, since, until)
        self.holes = holes(self.spans, since, until)
        line = gaps.line(rota.brand_id, rota.role, schedule, since, until)
        self.uncovered = holes(line, max(since, now()), until) if rota.warns else []
        self.calendar = days(rota.brand_id, since.date() - DAY, until.date() + DAY)
        self.today = wall(now(), self.zone).date()

    def day(self, day: date) -> Day:
        begin = reached(datetime.combine(day, time.min), self.zone)
        end = reached(datetime.combine(day + DAY, time.min), self.zone)
        parts = [self._part(span, begin, end) for span in self.spans if _meet(span, begin, end)]
        for hole in self.holes:
            if _meet(hole, begin, end):
                starts, ends = max(hole.starts, begin), min(hole.ends, end)
                is_gap = any(_meet(one, starts, ends) for one in self.uncovered)
                parts.append(Part(self._wall(starts), self._wall(ends), None, is_gap))
        holiday = self.calendar.name(day) if self.calendar.is_off(day) else ""
        return Day(day, sorted(parts, key=lambda part: part.starts), day == self.today, holiday)

    def _part(self, span: Span, begin: datetime, end: datetime) -> Part:
        starts, ends = max(span.starts, begin), min(span.ends, end)
        person, is_override = self.able[span.user], span.source.startswith("o")
        return Part(self._wall(starts), self._wall(ends), person, is_override=is_override)

    def _wall(self, at: datetime) -> datetime:
        return wall(at, self.zone)


def _meet(span: Span | gaps.Hole, since: datetime, until: datetime) -> bool:
    return span.starts < until and span.ends > since
