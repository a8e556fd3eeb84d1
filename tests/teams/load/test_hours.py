"""The arithmetic of working time, held against counting minute by minute."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from teams.load import hours
from teams.load.hours import Span

START = datetime(2026, 3, 28, tzinfo=UTC)
MINUTES = 36 * 60
SAIGON = ZoneInfo("Asia/Ho_Chi_Minh")
few = settings(max_examples=40, deadline=None)


def at(minute: int) -> datetime:
    return START + timedelta(minutes=minute)


def span(since: int, until: int) -> Span:
    return Span(at(since), at(until))


minutes = st.integers(0, MINUTES)
spans = st.lists(st.tuples(minutes, st.integers(1, 600)), max_size=5).map(
    lambda rows: [span(start, start + length) for start, length in rows]
)


def counted(rows: list[Span], since: int, until: int) -> list[bool]:
    """Minute by minute whether somebody worked."""
    flags = [False] * (until - since)
    for row in rows:
        for minute in range(since, until):
            flags[minute - since] |= row.since <= at(minute) < row.until
    return flags


def runs(flags: list[bool], wanted: bool) -> list[int]:
    """Lengths of runs of one kind."""
    found, length = [], 0
    for flag in [*flags, not wanted]:
        if flag == wanted:
            length += 1
        elif length:
            found.append(length)
            length = 0
    return found


@few
@given(spans, minutes, minutes)
def test_totals_and_rest_agree_with_counting_minutes(rows, one, other):
    since, until = sorted((one, other))
    flags = counted(rows, since, until)

    assert hours.total(rows, at(since), at(until)) == timedelta(minutes=sum(flags))
    longest = max(runs(flags, wanted=False), default=0)
    assert hours.longest_rest(rows, at(since), at(until)) == timedelta(minutes=longest)


@few
@given(spans, minutes)
def test_a_stretch_agrees_with_walking_back_minute_by_minute(rows, moment):
    flags = counted(rows, 0, moment)
    began, idle = None, 0
    for minute in range(moment - 1, -1, -1):
        idle = 0 if flags[minute] else idle + 1
        if flags[minute]:
            began = minute
        elif idle >= 60:
            break

    found = hours.stretch(rows, at(moment))

    assert (found.since if found else None) == (None if began is None else at(began))


@few
@given(spans, spans)
def test_overlap_is_the_time_that_lies_in_both(one, other):
    end = MINUTES + 600
    both = [a and b for a, b in zip(counted(one, 0, end), counted(other, 0, end), strict=True)]

    found = hours.overlap(one, other)

    assert counted(found, 0, end) == both


@few
@given(spans)
def test_nights_agree_with_looking_at_every_minute(rows):
    naive = set()
    for row in rows:
        moment = row.since
        while moment < row.until:
            if (night := hours.night_of(moment, SAIGON)) is not None:
                naive.add(night)
            moment += timedelta(minutes=1)

    assert hours.nights(rows, SAIGON) == naive


def test_an_hour_without_work_is_relief_and_59_minutes_are_not():
    rows = [span(0, 240), span(299, 300)]

    assert hours.stretch(rows, at(359)) == Span(at(0), at(300))
    assert hours.stretch(rows, at(360)) is None
    assert hours.stretch([span(0, 240), span(300, 310)], at(310)) == Span(at(300), at(310))


def test_acts_close_together_are_one_sitting_with_its_pauses():
    found = hours.sittings([at(0), at(20), at(50), at(81)])

    assert found == [span(0, 55), span(81, 86)]


@pytest.mark.parametrize(
    ("local", "night"),
    [
        ("2026-03-28 21:59", None),
        ("2026-03-28 22:00", date(2026, 3, 28)),
        ("2026-03-29 05:59", date(2026, 3, 28)),
        ("2026-03-29 06:00", None),
    ],
)
def test_a_night_is_named_after_its_evening(local, night):
    moment = datetime.fromisoformat(local).replace(tzinfo=SAIGON)

    assert hours.night_of(moment, SAIGON) == night


def test_a_night_with_a_lost_hour_is_an_hour_shorter():
    paris = ZoneInfo("Europe/Paris")
    shift = Span(
        datetime(2026, 3, 28, 22, tzinfo=paris).astimezone(UTC),
        datetime(2026, 3, 29, 6, tzinfo=paris).astimezone(UTC),
    )

    assert hours.total([shift], *shift) == timedelta(hours=7)
    assert hours.nights([shift], paris) == {date(2026, 3, 28)}
