"""What pages ask about load: one's own figures, who needs relief now, and the team together.

The rule of who sees what (handbook F6): a person sees their own figures. Managers see who is
beyond a limit at this moment, because somebody has to relieve them, and figures of at least five
people together. Nobody sees another person's hours otherwise, and exposure and pulse never.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.rights import may
from teams.load import links
from teams.load.calls import calls_of
from teams.load.hours import NONE, longest_rest, night_of, nights, stretch, total
from teams.load.limits import limits_of
from teams.load.sources import work_of
from teams.middleware import zone_of
from teams.models import Handover, Stretch
from teams.roles import INSIDERS, memberships, people

if TYPE_CHECKING:
    from collections.abc import Iterable

    from teams.load.sources import Work
    from teams.models import Brand, LoadRules, User

DAY, WEEK = timedelta(days=1), timedelta(days=7)
#: Fewer people than this have no figures together.
LEAST = 5
#: Whoever has not worked for this long has stopped, though it is no relief yet.
STOPPED = timedelta(minutes=30)
#: How long after work the pulse is asked for.
ASKS_FOR = timedelta(hours=12)


class Figures(NamedTuple):
    """One person's load up to a moment."""

    without_relief: timedelta
    day: timedelta
    week: timedelta
    on_call_week: timedelta
    nights: int
    night_calls: int
    rest: timedelta

    def beyond(self, rules: LoadRules) -> list[str]:
        """Which limits are passed, by name."""
        passed = {
            "stretch": self.without_relief >= timedelta(hours=rules.limit_hours),
            "week": self.week > timedelta(hours=rules.week_hours),
            # A person at work who did not have their rest; one at home is having it.
            "rest": self.without_relief > NONE and self.rest < timedelta(hours=rules.rest_hours),
        }
        return [name for name, is_passed in passed.items() if is_passed]


class Team(NamedTuple):
    """At least five people together."""

    people: int
    hours: int
    most_hours: int
    nights: int
    night_calls: int


class Relief(NamedTuple):
    """Somebody who is beyond a limit now."""

    user: User
    since: datetime
    reasons: list[str]


class Card(NamedTuple):
    """What home and war room say about load; all of it from one query."""

    own: Stretch | None
    pulse: Stretch | None
    relief: list[Stretch]

    @property
    def handover_url(self) -> str:
        return links.handover()


def figures_of(person: User, at: datetime | None = None) -> Figures:
    """The person's own load."""
    moment = at or now()
    work = work_of([person.pk], moment - WEEK, moment)[person.pk]
    return _figures(person, work, moment, calls_of([person], moment - WEEK, moment))


def _figures(
    person: User, work: Work, moment: datetime, calls: Iterable[tuple[int, datetime]]
) -> Figures:
    zone = zone_of(person)
    run = stretch(work.worked, moment)
    return Figures(
        without_relief=moment - run.since if run else NONE,
        day=total(work.worked, moment - DAY, moment),
        week=total(work.worked, moment - WEEK, moment),
        on_call_week=total(work.on_call, moment - WEEK, moment),
        nights=len(nights(work.worked, zone)),
        night_calls=sum(user == person.pk and bool(night_of(at, zone)) for user, at in calls),
        rest=longest_rest(work.worked, moment - DAY, moment),
    )


def beyond_now(brand: Brand, viewer: User) -> list[Relief]:
    """Who works for the brand now and is beyond a limit; for those who can relieve them."""
    if not may(viewer, "teams.see_load", brand):
        return []
    moment, rules = now(), limits_of(brand)
    rows = Stretch.objects.filter(_working(moment), brand=brand, user__is_active=True)
    rows = list(rows.select_related("user"))
    work = work_of([row.user_id for row in rows], moment - WEEK, moment)
    found = []
    for row in rows:
        passed = _figures(row.user, work[row.user_id], moment, []).beyond(rules)
        if passed:
            found.append(Relief(row.user, row.began_at, passed))
    return found


def team_figures(
    brand: Brand, until: datetime | None = None, span: timedelta = WEEK
) -> Team | None:
    """Whole days of the team together, for pages and reports; None for fewer than five people.

    Up to the last midnight of the desk, so that nobody reads a person out of the hour between two
    looks at it.
    """
    zone = timezone.get_default_timezone()
    day = timezone.localdate(until or now(), zone)
    end = datetime.combine(day, time(), zone)
    team = list(people(brand, INSIDERS))
    work = work_of([person.pk for person in team], end - span, end)
    calls = list(calls_of(team, end - span, end))
    busy = [person for person in team if work[person.pk].worked]
    if len(busy) < LEAST:
        return None
    rows = [_figures(person, work[person.pk], end, calls) for person in busy]
    spans = [total(work[person.pk].worked, end - span, end) for person in busy]
    hours = sorted(round(length.total_seconds() / 3600) for length in spans)
    return Team(
        people=len(busy),
        hours=round(sum(hours) / len(hours)),
        # The middle of the upper half: the busiest one alone would be a person's own figure.
        most_hours=hours[-(-3 * len(hours) // 4) - 1],
        nights=sum(row.nights for row in rows),
        night_calls=sum(row.night_calls for row in rows),
    )


def cards(person: User, brand: Brand | None) -> Card:
    """My own prompt, the pulse after long work, and whom I could relieve: one query."""
    moment = now()
    managed = [
        row.brand
        for row in memberships(person).values()
        if may(person, "teams.see_load", row.brand)
    ]
    working = _working(moment)
    mine = Q(user=person) & (
        Q(working, prompted_at__isnull=False)
        | Q(ended_at__gte=moment - ASKS_FOR, pulse_settled_at=None)
    )
    others = Q(working, brand__in=managed, limit_told_at__isnull=False) & Q(brand=brand)
    rows = Stretch.objects.filter(mine | others).select_related("user", "brand__load_rules")
    own = [row for row in rows if row.user_id == person.pk]
    return Card(
        own=next((row for row in own if row.ended_at is None and row.prompted_at), None),
        pulse=next((row for row in own if row.ended_at and _asks(row)), None),
        relief=[row for row in rows if row.user_id != person.pk],
    )


def _working(moment: datetime) -> Q:
    """Whose stretch goes on; whoever was relieved a moment ago is on the way home."""
    relieved = Handover.objects.filter(
        giver=OuterRef("user"), accepted_at__gte=moment - STOPPED, accepted_at__lte=moment
    )
    return Q(ended_at=None, last_at__gte=moment - STOPPED) & ~Exists(relieved)


def _asks(row: Stretch) -> bool:
    """Whether the brand asks for the pulse, and the work was long enough to ask."""
    rules = getattr(row.brand, "load_rules", None)
    return (rules is None or rules.asks_pulse) and row.ended_at - row.began_at >= timedelta(hours=1)
