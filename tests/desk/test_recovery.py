"""When the mood came back: from the worst day to the first whole day that is usual again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.recovery import WINDOW, Hour, Mood, mood

USUAL = [Hour(10, 1 + at % 2) for at in range(28 * WINDOW)]
HOURS = timedelta(hours=1)


def story(*stretches: tuple[int, int]) -> list[Hour]:
    """Hours of ten mentions; a stretch is (hours, negatives of ten)."""
    return [*USUAL, *(Hour(10, bad) for hours, bad in stretches for _ in range(hours))]


def test_the_length_runs_from_the_worst_day_to_the_first_calm_one():
    found = mood(story((24, 9), (24, 0), (48, 1)), len(USUAL))

    # The worst day ends with the storm's last hour; the mean falls to the usual within the next.
    assert found is not None
    assert found.length is not None
    assert 18 * HOURS <= found.length <= 24 * HOURS


def test_a_mood_that_stays_bad_has_not_recovered():
    assert mood(story((24, 9), (200, 6)), len(USUAL)) == Mood(None)


def test_half_a_day_of_calm_is_no_recovery():
    assert mood(story((24, 9), (36, 0), (60, 9)), len(USUAL)) == Mood(None)


def test_a_mood_that_never_left_the_usual_says_nothing():
    assert mood(story((72, 1)), len(USUAL)) is None


def test_a_brand_without_a_past_has_no_usual_mood():
    assert mood(story((24, 9), (72, 0))[-7 * WINDOW :], 3 * WINDOW) is None


def test_a_hole_in_the_data_is_not_calm():
    quiet = [*story((24, 9)), *(Hour(0, 0) for _ in range(96))]

    assert mood(quiet, len(USUAL)) == Mood(None)


@pytest.mark.parametrize("factor", [2, 7])
def test_louder_is_not_worse(factor):
    one = story((24, 9), (24, 0), (48, 1))
    many = [Hour(hour.total * factor, hour.negative * factor) for hour in one]

    assert mood(many, len(USUAL)) == mood(one, len(USUAL))


@given(st.lists(st.tuples(st.integers(1, 40), st.integers(0, 10)), min_size=1, max_size=8))
def test_a_longer_wait_never_takes_a_recovery_back(stretches):
    whole = story(*stretches)
    shorter = mood(whole[:-1], len(USUAL))
    if shorter is not None and shorter.length is not None:
        longer = mood(whole, len(USUAL))
        peak_moved = longer is not None and longer != shorter
        assert longer == shorter or peak_moved
