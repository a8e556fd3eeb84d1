"""What a team may know of its pulse: one word for a whole week, made once.

Safe against subtraction: there is one figure for a brand and a calendar week and none for any
other group or time; it is made after the week is over, when nobody can answer for it any more; it
is never made again, whoever takes an answer back or leaves; and it is a third of the scale, not a
mean. At least five people must have shared an answer, each counted once. Only people who had their
place before the week by a fortnight count, so that nobody adds made-up colleagues whose answers
they know.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, time, timedelta
from statistics import mean

from django.db import transaction
from django.utils import timezone

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.sweeping import each
from teams.load.pulse import opened
from teams.models import Brand, Membership, PulseAnswer, PulseWeek

LEAST = 5
WEEK = timedelta(days=7)
SETTLED_FOR = timedelta(days=14)
#: Thirds of the scale from 1 to 5.
LOW_BELOW, GOOD_FROM = 2 + 1 / 3, 3 + 2 / 3


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def sweep() -> int:
    """Close the weeks that are over and have answers."""
    this = monday_of(timezone.localdate(now(), timezone.get_default_timezone()))
    open_days = PulseAnswer.objects.filter(day__lt=this).values_list("brand", "day").distinct()
    weeks = {(brand, monday_of(day)) for brand, day in open_days}
    done = set(PulseWeek.objects.values_list("brand", "monday"))
    return each(sorted(weeks - done), lambda week: close(*week))


@transaction.atomic
def close(brand: int, monday: date) -> bool:
    """Write the word of a week, unless it is written."""
    Brand.objects.select_for_update().get(pk=brand)
    if PulseWeek.objects.filter(brand=brand, monday=monday).exists():
        return False
    PulseWeek.objects.create(brand_id=brand, monday=monday, band=_band(brand, monday))
    return True


def _band(brand: int, monday: date) -> str:
    """In which third the mean of the people's own means lies."""
    said: dict[int, list[int]] = defaultdict(list)
    rows = PulseAnswer.objects.filter(
        brand=brand,
        shared=True,
        day__gte=monday,
        day__lt=monday + WEEK,
        user__in=_settled(brand, monday),
    )
    for user, sealed in rows.values_list("user", "sealed"):
        if (value := opened(sealed)) is not None:
            said[user].append(value)
    if len(said) < LEAST:
        return PulseWeek.Band.FEW
    level = mean(mean(values) for values in said.values())
    if level < LOW_BELOW:
        return PulseWeek.Band.LOW
    return PulseWeek.Band.GOOD if level >= GOOD_FROM else PulseWeek.Band.MIDDLE


def _settled(brand: int, monday: date) -> list[int]:
    start = datetime.combine(monday, time(), timezone.get_default_timezone())
    rows = Membership.objects.filter(brand=brand, created_at__lte=start - SETTLED_FOR)
    return list(rows.values_list("user", flat=True))


def of_team(brand: Brand, count: int = 8) -> list[PulseWeek]:
    """The last weeks, newest first; nothing of the present one."""
    return list(PulseWeek.objects.filter(brand=brand)[:count])
