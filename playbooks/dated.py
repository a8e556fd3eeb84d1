"""A plan with real dates: what would be due when, by whom, had the case begun at a moment.

What has no date yet in a real case, such as the first statement, is assumed at its deadline; a step
that waits for an answer is assumed to get it at the question's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from crisisdesk.kernel.vocabulary import IncidentRole
from playbooks import selectors, timers
from playbooks.diff_words import words
from playbooks.enums import ClockStart, Moment
from playbooks.models import LegalClock, OfficeHours
from playbooks.workdays import ZONE, add_working
from teams.crew import cast
from teams.days import days
from teams.duty import duties

if TYPE_CHECKING:
    from datetime import date, datetime

    from playbooks.content import Question, Step
    from playbooks.models import PlaybookVersion
    from teams.models import Brand

#: The deadline by which a moment is assumed to have come; those without are not known beforehand.
ASSUMED = {
    Moment.ASSESSED: "assessment",
    Moment.FIRST_BRIEF: "internal_brief",
    Moment.FIRST_STATEMENT: "holding",
}
AT_ONCE = (Moment.DETECTED, Moment.OPENED)


@dataclass(frozen=True)
class Seat:
    """A role and who would be in it."""

    role: str
    label: str
    #: On duty for the role at that moment.
    on_duty: tuple[str, ...]
    #: Who can fill it by their cards.
    able: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        return not (self.on_duty or self.able)


@dataclass(frozen=True)
class Item:
    """One thing with its date."""

    kind: str
    text: Any
    seat: Seat
    at: datetime | None
    #: In words: what its minutes count from, and how many they are.
    counts: str
    critical: bool = False
    condition: str = ""
    records: str = ""
    marks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Law:
    """A legal deadline with its date; without hours or a lawyer's word it only warns."""

    clock: LegalClock
    at: datetime | None
    marks: tuple[str, ...]

    @property
    def starts(self) -> str:
        return str(ClockStart(self.clock.starts_from).label)


class Dated:
    """The run of a version, had it begun at `start` with this severity."""

    def __init__(self, version: PlaybookVersion, start: datetime, severity: str) -> None:
        self.version = version
        self.plan = version.plan
        self.brand: Brand = version.playbook.brand
        self.start = start
        self.timers = timers.of_level(self.brand.pk, severity)
        self.calendar = days(self.brand.pk, timezone.localtime(start, ZONE).date())

    @cached_property
    def moments(self) -> dict[str, datetime | None]:
        """When each moment is assumed to come."""
        at_once = {moment.value: self.start for moment in AT_ONCE}
        limits = self.timers.limits
        by_deadline = {
            moment.value: self._after(limits[key].minutes, working=limits[key].working)
            for moment, key in ASSUMED.items()
        }
        return {**dict.fromkeys(Moment.values), **at_once, **by_deadline}

    def _after(self, minutes: int | None, *, working: bool) -> datetime | None:
        """So long after the start, by the calendar that was read once."""
        if minutes is None:
            return None
        if working:
            return add_working(self.start, minutes, calendar=self.calendar)
        return self.start + timedelta(minutes=minutes)

    @property
    def assumed(self) -> list[tuple[str, datetime | None]]:
        """Moments that steps count from and nobody knows beforehand, with what is assumed."""
        used = {step.after for step in self.plan.steps} - set(AT_ONCE)
        return [(str(m.label), self.moments[m.value]) for m in Moment if m.value in used]

    @cached_property
    def seats(self) -> dict[str, Seat]:
        on_duty: dict[str, list[str]] = {}
        for duty in duties(self.brand, self.start):
            on_duty.setdefault(duty.role, []).append(duty.user.name)
        able = {
            part.role.value: [person.name for person in part.people] for part in cast(self.brand)
        }
        return {
            role.value: Seat(
                role.value,
                str(role.label),
                tuple(on_duty.get(role.value, ())),
                tuple(able.get(role.value, ())),
            )
            for role in IncidentRole
        }

    @cached_property
    def common(self) -> PlaybookVersion | None:
        """The first hour that comes on top of every plan."""
        return None if self.version.playbook.is_common else selectors.common(self.brand)

    @cached_property
    def items(self) -> list[Item]:
        """Questions and steps, the earliest first; what has no date comes last."""
        found = [self._question(row) for row in self.plan.questions]
        found += [self._step(row, self.version.content) for row in self.plan.steps]
        if self.common is not None:
            rows = self.common.plan.steps
            found += [self._step(row, self.common.content, kind="common") for row in rows]
        return sorted(found, key=lambda item: (item.at is None, item.at or self.start))

    @property
    def by_day(self) -> list[tuple[date | None, tuple[str, ...], list[Item]]]:
        """The items of each day, with what is special about the day."""
        grouped = groupby(self.items, key=lambda item: item.at and self._local(item.at).date())
        return [(day, self._day_marks(day) if day else (), list(rows)) for day, rows in grouped]

    @cached_property
    def laws(self) -> list[Law]:
        clocks = selectors.clocks_by_key(self.brand.pk, self.plan.legal_clocks)
        return [self._law(clock) for clock in clocks]

    @property
    def empty_seats(self) -> list[Seat]:
        """Roles that the plan needs and nobody could fill."""
        needed = dict.fromkeys(item.seat for item in self.items)
        return [seat for seat in needed if seat.is_empty]

    def _question(self, row: Question) -> Item:
        at = self.start + timedelta(minutes=row.minutes)
        counts = _counts(row.minutes, Moment.OPENED.label)
        return self._item("question", row, at, counts)

    def _step(self, row: Step, content: dict[str, Any], kind: str = "step") -> Item:
        begins, waits = self.moments[row.after], False
        stored = next(step for step in content["steps"] if step["key"] == row.key)
        asked = {question.key: question.minutes for question in self.plan.questions}
        if row.when and begins is not None and row.when.question in asked:
            answered = timedelta(minutes=asked[row.when.question])
            waits = self.start + answered > begins
            begins = max(begins, self.start + answered)
        at = begins and begins + timedelta(minutes=row.minutes)
        said = {
            name: words(name, stored[name], content)
            for name in ("when", "fields")
            if name in stored
        }
        counts = _counts(row.minutes, Moment(row.after).label)
        if waits:
            counts = _counts(row.minutes, _("answer to the question"))
        more = {"condition": said.get("when", ""), "records": said.get("fields", "")}
        return self._item(kind, row, at, counts, **more)

    def _item(self, kind: str, row: Any, at: datetime | None, counts: str, **more: str) -> Item:
        return Item(
            kind=kind,
            text=row.text,
            seat=self.seats[row.role],
            at=at,
            counts=counts,
            critical=row.critical,
            marks=self._hour_marks(at),
            **more,
        )

    def _law(self, clock: LegalClock) -> Law:
        minutes = None if clock.hours is None else int(clock.hours * 60)
        at = self._after(minutes, working=clock.working)
        return Law(clock, at, self._day_marks(self._local(at).date()) if at else ())

    @cached_property
    def _hours(self) -> OfficeHours:
        own = OfficeHours.objects.filter(brand=self.brand).first()
        return own or OfficeHours.usual(self.brand.pk)

    def _local(self, at: datetime) -> datetime:
        return timezone.localtime(at, ZONE)

    def _day_marks(self, day: date) -> tuple[str, ...]:
        if name := self.calendar.is_off(day) and self.calendar.name(day):
            return (name,)
        return () if self.calendar.is_working(day) else (_("weekend"),)

    def _hour_marks(self, at: datetime | None) -> tuple[str, ...]:
        """Whether the offices are closed then."""
        if at is None:
            return ()
        opens, closes = self._hours.opens, self._hours.closes
        return () if opens <= self._local(at).time() < closes else (_("out of hours"),)


def _counts(minutes: int, moment: Any) -> str:
    """How a deadline is counted, in words."""
    said = {"minutes": minutes, "moment": moment}
    return _("%(moment)s + %(minutes)d min") % said
