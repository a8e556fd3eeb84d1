"""Storms that take hours, that jump between platforms, or that one wide source carries."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitoring.clockwork import STEP
from monitoring.detection import ALERT, WARNING, SlowDetector, SourceDetector, SpreadDetector
from monitoring.detection.parameters import rarity
from monitoring.detection.slow import PatientPeaks, strength
from monitoring.feeding import NOTHING, Counts, Part
from monitoring.judging import Judges, Rules
from monitoring.platforms import PlatformSeries
from monitoring.selectors.trial import merged
from tests.monitoring.test_detection import START, rhythm

DAY = timedelta(days=1) // STEP
HOUR = timedelta(hours=1) // STEP


def run(detector, values, totals=None, start=START):
    totals = totals or [None] * len(values)
    seen = [
        detector.observe(start + i * STEP, v, t)
        for i, (v, t) in enumerate(zip(values, totals, strict=True))
    ]
    return [o for o in seen if o and o.level]


def lifted(values, factor):
    """The same hours, so many times as much."""
    return [value * factor for value in values]


CALM = rhythm(10, per_hour=6)
STORM = CALM + lifted(rhythm(1, per_hour=6, seed=3), 4)


def beside(values, neutral):
    """Totals: the negatives and so many others for each that is usual."""
    usual = CALM + rhythm(1, per_hour=6, seed=3)
    return [v + neutral * u for v, u in zip(values, usual, strict=False)]


def levels(found):
    return [o.level for o in found]


def test_a_rise_that_lasts_for_hours_is_an_alert_and_calm_is_silent():
    assert ALERT in levels(run(SlowDetector(), STORM, beside(STORM, 2)))
    assert run(SlowDetector(), CALM, beside(CALM, 2)) == []


def test_more_of_everything_is_weaker_than_more_negatives_of_the_same_mentions():
    doubled = CALM + lifted(rhythm(1, per_hour=6, seed=3), 2)
    alike = [3 * value for value in doubled]

    (worse, same) = (
        max((o.height for o in run(SlowDetector(), doubled, totals)), default=0.0)
        for totals in (beside(doubled, 2), alike)
    )

    assert worse > same


def test_a_share_alone_without_a_rise_that_anybody_sees_is_no_alert():
    barely = CALM + [value + (i % 6 == 0) for i, value in enumerate(rhythm(1, per_hour=6, seed=3))]

    assert ALERT not in levels(run(SlowDetector(), barely, barely))


@pytest.mark.parametrize(("recall", "false_alarms"), [(0.6, 0.1), (0.8, 0.3), (0.95, 0.05)])
def test_a_classifier_that_errs_as_often_as_ever_hides_no_storm(recall, false_alarms):
    rng, negatives, totals = random.Random(7), [], []
    for bad, usual in zip(STORM, CALM + rhythm(1, per_hour=6, seed=3), strict=True):
        heard = sum(rng.random() < recall for _ in range(bad))
        heard += sum(rng.random() < false_alarms for _ in range(2 * usual))
        negatives.append(heard)
        totals.append(bad + 2 * usual)

    found = [o for o in run(SlowDetector(), negatives, totals) if o.level == ALERT]

    assert found
    assert START + 10 * DAY * STEP <= found[0].at <= START + (10 * DAY + 12 * HOUR) * STEP


def test_a_storm_that_was_announced_is_not_its_own_normal():
    params = SlowDetector().params
    patient = PatientPeaks(1, params)
    place, scale = patient.fits[0]
    patient.move_to(0)
    patient.today[0] = 50.0
    patient.move_to(86_400)

    assert patient.past[-1] == [pytest.approx(place + scale * rarity(params.warning_days))]


def test_strength_is_chance_for_small_counts_and_a_ratio_for_large_ones():
    assert strength(9, 9) == 0
    assert strength(3, 1) == pytest.approx(2 * (4**0.5 - 2**0.5), rel=0.1)
    assert strength(4e6, 2e6) == pytest.approx(strength(4e5, 2e5), rel=0.02)


def heard(total, negative, platform="facebook", reach=0, widest=0):
    return Counts(total, negative, reach, widest, {platform: Part(total, negative)})


def test_spread_needs_three_platforms_well_above_what_is_usual_there():
    def judged(platforms):
        detector, found = SpreadDetector(), []
        for i in range(3 * DAY):
            late = i >= 3 * DAY - HOUR
            negatives = dict.fromkeys(platforms, (1 if late else 0, 0.02))
            found.append(detector.observe(START + i * STEP, negatives, 0))
        return [o for o in found if o and o.level]

    assert judged(["facebook", "tiktok"]) == []
    (one,) = judged(["facebook", "tiktok", "forum"])
    assert (one.level, set(one.more["struck"])) == (WARNING, {"facebook", "tiktok", "forum"})


def test_platforms_that_are_as_bad_as_ever_are_no_spread():
    detector = SpreadDetector()
    usual = dict.fromkeys(("facebook", "tiktok", "forum", "news"), (2, 2.0))

    seen = [detector.observe(START + i * STEP, usual, 0) for i in range(2 * DAY)]

    assert [o for o in seen if o and o.level] == []


def test_reach_that_doubles_twice_in_a_row_is_spread():
    detector, found = SpreadDetector(), []
    for hour in range(48):
        count, reach = {45: (5, 100), 46: (6, 400), 47: (9, 2500)}.get(hour, (0, 100))
        for slot in range(HOUR):
            here = {"tiktok": (count if slot == 0 else 0, 1.0)}
            at = START + (hour * HOUR + slot) * STEP
            found.append(detector.observe(at, here, reach if slot == 0 else 0))

    (one,) = [o for o in found if o and o.level]
    assert one.more["reaches"] == [100, 400, 2500]


def test_a_wide_source_speaks_once_and_again_when_twice_as_wide():
    detector = SourceDetector()
    widths = [90_000, 100_000, 120_000, 150_000, 250_000]

    seen = [detector.observe(START + i * STEP, w, 100_000) for i, w in enumerate(widths)]

    assert [o.level if o else None for o in seen] == [None, WARNING, None, None, WARNING]


def test_a_storm_on_a_small_platform_is_seen_beside_the_noise_of_a_large_one():
    rng, judges, hits = random.Random(5), Judges(), []
    for i in range(12 * DAY):
        large = rng.randrange(8, 25)
        small = 6 if 0 <= i - 11 * DAY < 6 else int(rng.random() < 0.05)
        parts = {"facebook": Part(large, 0), "tiktok": Part(small, 0)}
        hits += judges.observe(START + i * STEP, Counts(large + small, 0, parts=parts))

    assert {hit.facts.get("platform") for hit in hits if hit.news} == {"tiktok"}


def test_one_storm_on_many_platforms_is_one_episode():
    judges, hits = Judges(), []
    for i in range(12 * DAY):
        storm = 0 <= i - 11 * DAY < 2 * HOUR
        parts = {n: Part(6 if storm else i % 7 == 0, 5 * storm) for n in ("x", "tiktok", "zalo")}
        total, bad = (sum(column) for column in zip(*parts.values(), strict=True))
        hits += judges.observe(START + i * STEP, Counts(total, bad, bad * 10, 10, parts))

    (one,) = merged(hits)
    assert one.level == ALERT
    assert one.at <= START + (11 * DAY + HOUR) * STEP


def test_more_platforms_make_each_of_them_harder_to_excite():
    series = PlatformSeries(Judges().params)
    for i, name in enumerate(["facebook", "tiktok", "zalo"]):
        series.observe(START + i * STEP, heard(30, 0, name))
        list(series.observe(START + i * STEP, heard(30, 0, name)))
    detectors = [pair[0] for pair in series.series.values()]

    assert {d.params.alert_days for d in detectors} == {3 * Judges().params.alert_days}


def test_a_silent_platform_is_missing_and_not_calm():
    series = PlatformSeries(Judges().params)
    for name in ("facebook", "tiktok"):
        list(series.observe(START, heard(30, 0, name)))
    quiet = Counts(5, 0, parts={"facebook": Part(5, 0)}, silent=frozenset({"tiktok"}))

    list(series.observe(START + STEP, quiet))

    seen = {name: pair[0].seconds_seen for name, pair in series.series.items()}
    assert seen["facebook"] == seen["tiktok"] + STEP.total_seconds()


def test_a_young_watch_says_that_it_knows_little():
    judges = Judges(Rules(big_source=50))
    (early,) = judges.observe(START, heard(1, 1, widest=80))
    for i in range(1, 4 * DAY):
        judges.observe(START + i * STEP, NOTHING)

    (late,) = judges.observe(START + 4 * DAY * STEP, heard(1, 1, widest=800))

    assert (early.facts["known_hours"], "known_hours" in late.facts) == (0, False)


rows = st.lists(
    st.tuples(
        st.sampled_from(["facebook", "tiktok", "zalo"]), st.integers(0, 40), st.integers(0, 9)
    ),
    max_size=200,
)


@settings(max_examples=10, deadline=None)
@given(rows, st.integers(0, 200))
def test_all_judges_go_on_after_a_restart(values, cut):
    def fed(judges, rows, begin):
        found = []
        for i, (name, total, reach) in enumerate(rows):
            counts = heard(total + 1, total // 2, name, reach, reach)
            found += judges.observe(begin + i * STEP, counts)
        return found

    cut = min(cut, len(values))
    whole, before = Judges(Rules(big_source=5)), Judges(Rules(big_source=5))
    one = fed(whole, values, START)
    head = fed(before, values[:cut], START)
    after = Judges(Rules(big_source=5)).restore(json.loads(json.dumps(before.state())))

    assert head + fed(after, values[cut:], START + cut * STEP) == one


def test_calm_weeks_of_several_sizes_raise_hardly_an_alert():
    """Invented counts with a rhythm; each hour scatters by a fifth beyond chance."""
    alerts = 0
    for per_hour in (3, 30):
        rng, judges, hits = random.Random(per_hour), Judges(), []
        at = datetime(2026, 1, 5, tzinfo=UTC)
        for _day in range(21):
            for hour in range(24):
                mood = rng.lognormvariate(0, 0.2) * (0.3 if hour < 6 else 1.2)
                for _slot in range(HOUR):
                    total = sum(rng.random() < mood * per_hour / 600 for _ in range(50))
                    bad = sum(rng.random() < 0.3 for _ in range(total))
                    hits += judges.observe(at, heard(total, bad) if total else NOTHING)
                    at += STEP
        alerts += sum(one.level == ALERT for one in merged(hits))

    assert alerts <= 2
