"""The detector of sudden rises: what it must notice, what it must leave in peace."""

import json
import time
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitoring.detection import (
    ALERT,
    NEGATIVE,
    WARNING,
    Detector,
    MoodDetector,
    Parameters,
    StaleState,
)
from monitoring.detection.parameters import days_between, rarity

START = datetime(2026, 3, 2, tzinfo=UTC)
STEP = timedelta(minutes=5)
PER_DAY, PER_HOUR = 288, 12


def feed(detector, values, start=START, step=STEP):
    """Every observation of these values, in order; missing ones leave None."""
    return [detector.observe(start + i * step, value) for i, value in enumerate(values)]


def raised(observations, level=None):
    return [o for o in observations if o and o.level and (level is None or o.level == level)]


@cache
def rhythm(days, per_hour, seed=1):
    """A brand's ordinary days: a daily wave with the noise of people."""
    dice = np.random.default_rng(seed)
    wave = 1 + 0.7 * np.sin(2 * np.pi * (np.arange(days * PER_DAY) / PER_DAY - 0.3))
    return dice.poisson(per_hour / PER_HOUR * wave * dice.lognormal(0, 0.2, wave.size)).tolist()


def steady(per_hour, hours):
    """The same number each hour, spread evenly over its buckets."""
    return [
        (i + 1) * per_hour // PER_HOUR - i * per_hour // PER_HOUR for i in range(PER_HOUR)
    ] * hours


def test_two_hundred_an_hour_that_become_five_hundred_are_noticed():
    observations = feed(Detector(), steady(200, 14 * 24) + steady(500, 2))

    first, *_ = raised(observations)
    assert first.at - (START + timedelta(days=14)) < timedelta(hours=1)


def test_a_rise_from_one_to_four_is_no_news():
    observations = feed(Detector(), steady(1, 14 * 24) + steady(4, 3))

    assert raised(observations) == []


def test_two_quiet_weeks_raise_no_alert():
    assert raised(feed(Detector(), rhythm(14, per_hour=60)), ALERT) == []


@pytest.mark.parametrize("per_hour", [0, 3, 30, 300])
@pytest.mark.parametrize("begins", [0, 7, 13, 20])
def test_a_new_brand_raises_nothing_on_its_first_day(per_hour, begins):
    values = rhythm(2, per_hour)[begins * PER_HOUR :][:PER_DAY]

    assert raised(feed(Detector(), values)) == []


def test_a_storm_on_the_first_day_is_one_alert_when_it_is_extreme():
    observations = feed(Detector(), steady(6, 10) + steady(1200, 3))

    assert len(raised(observations, ALERT)) == 1


def test_a_small_rise_on_the_first_day_is_not_enough():
    assert raised(feed(Detector(), steady(2, 10) + steady(60, 1))) == []


def test_one_storm_is_one_alert():
    storm = steady(400, 1) + steady(480, 2) + steady(300, 3)
    observations = feed(Detector(), rhythm(10, per_hour=20) + storm)

    alerts = raised(observations, ALERT)
    assert len(alerts) == 1
    assert alerts[0].once_in_days >= Parameters().alert_days
    assert alerts[0].score >= 0.5


def test_a_storm_that_gets_markedly_worse_speaks_again_in_the_same_episode():
    storm = steady(300, 4) + steady(3000, 2)
    observations = feed(Detector(), rhythm(10, per_hour=20) + storm)

    first, *_, last = raised(observations, ALERT)
    assert last.at - first.at > timedelta(hours=3)
    assert last.episode_started == first.episode_started


def test_a_second_storm_weeks_later_is_a_new_episode():
    storm = steady(700, 3)
    days = rhythm(10, 20) + storm + rhythm(10, 20, seed=2) + steady(2500, 3)
    alerts = raised(feed(Detector(), days), ALERT)

    assert len({a.episode_started for a in alerts}) == 2


def test_the_cool_down_keeps_an_hour_between_two_announcements_of_one_level():
    storm = [30 * 2 ** (i // 4) for i in range(20)]
    alerts = raised(feed(Detector(), rhythm(10, per_hour=20) + storm), ALERT)

    gaps = [b.at - a.at for a, b in pairwise(alerts)]
    assert len(alerts) >= 2
    assert min(gaps) >= timedelta(hours=1)


def test_a_gap_is_neither_calm_nor_a_spike():
    week = rhythm(10, per_hour=120)
    gap = [None] * (6 * PER_HOUR)
    with_gap = week[: 9 * PER_DAY] + gap + week[9 * PER_DAY + len(gap) :]

    assert raised(feed(Detector(), with_gap)) == []


def test_zeros_lower_what_is_normal_but_missing_data_does_not():
    week, night = steady(120, 24 * 9), 12 * PER_HOUR
    missing, empty = Detector(), Detector()
    feed(missing, week + [None] * 5 * PER_DAY)
    feed(empty, week + [0] * 5 * PER_DAY)

    at = START + timedelta(days=14)
    for i in range(night):
        kept, lowered = (d.observe(at + i * STEP, 10) for d in (missing, empty))
    assert kept.expected / kept.window_minutes == pytest.approx(2, rel=0.1)
    assert lowered.expected / lowered.window_minutes < 1.5


def test_a_jump_in_time_is_a_gap_like_one_that_was_fed():
    week = rhythm(9, per_hour=60)
    fed, jumped = Detector(), Detector()
    feed(fed, week + [None] * 40)
    feed(jumped, week)

    later = START + (len(week) + 40) * STEP
    assert fed.observe(later, 9) == jumped.observe(later, 9)


def test_a_lasting_silence_costs_no_time_or_space():
    detector = Detector()
    feed(detector, rhythm(3, per_hour=60))

    detector.observe(START + timedelta(days=4000), 5)

    assert len(json.dumps(detector.state())) < 12_000


def test_buckets_seen_before_change_nothing():
    values = rhythm(4, per_hour=60)
    once, twice = Detector(), Detector()
    feed(once, values)
    feed(twice, values[:700])
    repeated = feed(twice, values[:700])
    feed(twice, values[700:], start=START + 700 * STEP)

    assert repeated == [None] * 700
    assert twice.state() == once.state()


counts = st.lists(
    st.one_of(st.none(), st.integers(0, 12), st.integers(0, 3000)), min_size=1, max_size=600
)


@settings(max_examples=40, deadline=None)
@given(counts, st.integers(0, 600))
def test_a_restart_at_any_moment_changes_nothing(values, cut):
    history = rhythm(2, per_hour=30)
    whole, before = Detector(), Detector()
    feed(whole, history + values[:cut])
    feed(before, history + values[:cut])
    after = Detector().restore(json.loads(json.dumps(before.state())))

    later = START + (len(history) + len(values[:cut])) * STEP
    assert feed(after, values[cut:], later) == feed(whole, values[cut:], later)
    assert after.state() == whole.state()


@settings(max_examples=40, deadline=None)
@given(counts, counts)
def test_what_comes_later_changes_nothing_that_was_said(values, others):
    history = rhythm(2, per_hour=30)

    one = feed(Detector(), history + values)
    other = feed(Detector(), history + values + others)

    assert other[: len(one)] == one


@settings(max_examples=40, deadline=None)
@given(counts)
def test_scores_stay_between_nothing_and_one(values):
    for o in feed(Detector(), rhythm(2, per_hour=30) + values):
        assert o is None or (0 <= o.score <= 1 and o.once_in_days >= 1)


@pytest.mark.parametrize("minutes", [1, 5, 15, 60, 1440])
def test_any_regular_bucket_length_is_understood(minutes):
    step, per_day = timedelta(minutes=minutes), 1440 // minutes
    detector = Detector(step=minutes * 60)
    values = [3 * minutes] * (12 * per_day) + [60 * minutes] * max(1, per_day // 8)

    alerts = raised(feed(detector, values, step=step), ALERT)

    assert alerts[0].at - START >= timedelta(days=12)


def test_a_state_of_other_buckets_is_refused():
    with pytest.raises(StaleState):
        Detector(step=300).restore(Detector(step=3600).state())


def test_the_cost_of_a_bucket_does_not_grow_with_history():
    detector, spent, sizes = Detector(), [], []
    for day in range(0, 120, 10):
        values = rhythm(10, per_hour=12, seed=day)
        began = time.process_time()
        feed(detector, values, start=START + timedelta(days=day))
        spent.append(time.process_time() - began)
        sizes.append(len(json.dumps(detector.state())))

    assert max(sizes) < 12_000
    assert min(spent[-4:]) < 3 * min(spent[3:6])


def test_rarity_and_days_are_each_others_inverse():
    for days in (1.5, 8, 20, 90, 10_000):
        assert days_between(rarity(days)) == pytest.approx(days)


def test_a_less_sensitive_watch_needs_a_rarer_peak():
    values = rhythm(10, per_hour=20) + steady(110, 2)
    normal = Detector()
    dull = Detector(Parameters().with_sensitivity(1 / 50))

    assert raised(feed(normal, values))
    assert raised(feed(dull, values)) == []


def mood(detector, rows, start=START):
    return [detector.observe(start + i * STEP, *row) for i, row in enumerate(rows)]


CALM = [(2, 0), (2, 1), (1, 0), (2, 0)] * (7 * PER_DAY // 4)
ANGRY = [(2, 2), (2, 1), (1, 1), (2, 2)]


def test_a_turned_share_at_the_same_volume_warns_once():
    found = raised(mood(MoodDetector(), CALM + ANGRY * PER_HOUR))

    assert [o.level for o in found] == [WARNING]
    assert found[0].share - found[0].usual_share >= 0.15


def test_praise_that_falls_silent_is_a_warning_at_most():
    sour = [(1, 1), (0, 0), (0, 0), (0, 0)] * (6 * PER_HOUR)

    assert raised(mood(MoodDetector(), CALM + sour), ALERT) == []


def test_more_mentions_of_the_usual_mood_leave_the_mood_alone():
    assert raised(mood(MoodDetector(), CALM + [(20, 3)] * 48)) == []


def test_a_handful_of_angry_mentions_is_no_mood():
    quiet = [(1, 0)] + [(0, 0)] * 11

    assert raised(mood(MoodDetector(), quiet * (7 * 24) + [(5, 5), (5, 5), (5, 5)])) == []


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=400), st.integers(0, 400)
)
def test_the_mood_survives_a_restart(rows, cut):
    rows = [(max(row), min(row)) for row in rows]
    whole, before = MoodDetector(), MoodDetector()
    mood(whole, CALM[:400] + rows[:cut])
    mood(before, CALM[:400] + rows[:cut])
    after = MoodDetector().restore(json.loads(json.dumps(before.state())))

    later = START + (400 + len(rows[:cut])) * STEP
    assert mood(after, rows[cut:], later) == mood(whole, rows[cut:], later)


def test_the_kind_is_the_callers():
    observations = feed(Detector(kind=NEGATIVE), rhythm(1, per_hour=30))

    assert {o.kind for o in observations if o} == {NEGATIVE}
