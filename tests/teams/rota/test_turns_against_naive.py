"""Turns, layers and restrictions against a judge that only looks at the clock on the wall."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from teams.rota.cover import cover
from teams.rota.turns import Turns
from tests.teams.rota.oracle import Naive

ZONES = ["Asia/Ho_Chi_Minh", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"]
#: Weeks in which the clocks of these zones change, and Tết 2027.
STARTS = [
    date(2026, 10, 23), date(2027, 3, 26), date(2026, 10, 30), date(2027, 3, 12),
    date(2026, 10, 2), date(2027, 4, 2), date(2027, 2, 3),
]  # fmt: skip
STEP = 15

clocks = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 45]))
layers = st.fixed_dictionaries(
    {
        "unit": st.sampled_from(["hour", "day", "week"]),
        "length": st.integers(1, 13),
        "handover": clocks,
        "people": st.lists(st.integers(1, 5), max_size=4),
        "starts_on": st.sampled_from(STARTS).flatmap(
            lambda day: st.integers(-40, 3).map(lambda shift: day + timedelta(days=shift))
        ),
        "weekdays": st.frozensets(st.integers(0, 6), max_size=6),
        "hours": st.none() | st.tuples(clocks, clocks),
        "holidays": st.sampled_from(["", "only", "except"]),
    }
)


def turns(number, zone, rule) -> Turns:
    people = tuple(rule["people"])
    return Turns(key=str(number), zone=ZoneInfo(zone), **{**rule, "people": people})


def at_each_step(spans, moments):
    """Who the product says is on duty, or None; two at once would be an error."""
    found = []
    for moment in moments:
        here = [span.user for span in spans if span.starts <= moment < span.ends]
        assert len(here) <= 1
        found.append(here[0] if here else None)
    return found


@settings(max_examples=60, deadline=None)
@given(
    zone=st.sampled_from(ZONES),
    day=st.sampled_from(STARTS),
    rules=st.lists(layers, min_size=1, max_size=3),
    off=st.frozensets(st.integers(0, 6), max_size=3),
)
@example(  # hourly turns in the night in which 02:00-02:30 exists twice, or never
    zone="Australia/Lord_Howe",
    day=date(2027, 4, 2),
    off=frozenset(),
    rules=[
        {
            "unit": "hour", "length": 1, "handover": time(0, 45), "people": [1, 2, 3],
            "starts_on": date(2027, 4, 1), "weekdays": frozenset(), "holidays": "",
            "hours": (time(1, 45), time(1, 30)),
        }
    ],
)  # fmt: skip
def test_every_quarter_of_an_hour_has_the_person_that_the_wall_clock_says(zone, day, rules, off):
    since = datetime.combine(day, time(), UTC)
    until = since + timedelta(days=5)
    days_off = {day + timedelta(days=one) for one in off}
    judge = Naive(rules, zone, days_off)
    expected = list(judge.walk(since, until, STEP))

    levels = [
        turns(n, zone, rule).spans(since, until, days_off.__contains__)
        for n, rule in enumerate(rules)
    ]

    assert at_each_step(cover(levels), [at for at, _ in expected]) == [who for _, who in expected]


@pytest.mark.parametrize("zone", ZONES)
def test_three_months_of_a_weekly_and_a_nightly_layer(zone):
    weekly = {
        "unit": "week", "length": 1, "handover": time(9), "people": [1, 2, 3],
        "starts_on": date(2026, 9, 7), "weekdays": frozenset(), "hours": None, "holidays": "",
    }  # fmt: skip
    nightly = weekly | {
        "unit": "day", "handover": time(20), "people": [4, 5], "weekdays": frozenset({0, 2, 4}),
        "hours": (time(20), time(7, 30)),
    }  # fmt: skip
    since = datetime(2026, 9, 10, tzinfo=UTC)
    until = since + timedelta(days=92)
    expected = list(Naive([nightly, weekly], zone).walk(since, until, 30))

    shown = cover(
        turns(n, zone, rule).spans(since, until, lambda _day: False)
        for n, rule in enumerate([nightly, weekly])
    )

    assert at_each_step_in_order(shown, expected)
    assert {who for _, who in expected} == {1, 2, 3, 4, 5}


def at_each_step_in_order(spans, expected) -> bool:
    place = 0
    for moment, who in expected:
        while spans[place].ends <= moment:
            place += 1
        assert spans[place].starts <= moment
        assert spans[place].user == who, moment
    return True


@pytest.mark.parametrize(
    ("zone", "before", "after"),
    [
        ("Europe/Berlin", timedelta(hours=2), timedelta(hours=1)),
        ("Asia/Ho_Chi_Minh", timedelta(hours=7), timedelta(hours=7)),
    ],
)
def test_a_weekly_handover_at_nine_stays_at_nine(zone, before, after):
    layer = Turns(
        key="1", zone=ZoneInfo(zone), people=(1, 2), unit="week", length=1,
        handover=time(9), starts_on=date(2026, 10, 19),
    )  # fmt: skip

    first, second = (layer.begin(turn).astimezone(ZoneInfo(zone)) for turn in (0, 1))

    assert (first.hour, first.utcoffset()) == (9, before)
    assert (second.hour, second.utcoffset()) == (9, after)


def test_an_hour_that_exists_twice_is_one_long_turn_and_one_that_never_is_none():
    berlin = ZoneInfo("Europe/Berlin")
    hourly = Turns(
        key="1", zone=berlin, people=(1, 2), unit="hour", length=1,
        handover=time(0), starts_on=date(2026, 10, 25),
    )  # fmt: skip
    lengths = [hourly.begin(n + 1) - hourly.begin(n) for n in range(4)]
    spring = Turns(
        key="1", zone=berlin, people=(1, 2), unit="hour", length=1,
        handover=time(0), starts_on=date(2027, 3, 28),
    )  # fmt: skip

    assert lengths == [timedelta(hours=n) for n in (1, 1, 2, 1)]
    assert [spring.begin(n + 1) - spring.begin(n) for n in range(4)] == [
        timedelta(hours=n) for n in (1, 1, 0, 1)
    ]
