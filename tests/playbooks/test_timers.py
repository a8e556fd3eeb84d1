"""A brand's own minutes go before the shipped ones."""

from datetime import date, datetime, timedelta

import pytest

from playbooks import common_data, timers
from playbooks.models import TimerPolicy
from playbooks.workdays import ZONE
from teams.models import Brand, Holiday

FRIDAY = datetime(2026, 3, 6, 17, 0, tzinfo=ZONE)


def test_urgent_levels_run_round_the_clock(brand: Brand) -> None:
    due = timers.due_at(brand.pk, "holding", "critical", FRIDAY)

    assert due == FRIDAY + timedelta(minutes=30)


def test_calmer_levels_run_in_working_time(brand: Brand) -> None:
    due = timers.due_at(brand.pk, "holding", "moderate", FRIDAY)

    assert due == datetime(2026, 3, 9, 12, 0, tzinfo=ZONE)


def test_a_brands_own_holiday_holds_up_its_calm_timers_and_no_others(
    brand: Brand, other_brand: Brand
) -> None:
    Holiday.objects.create(brand=brand, date=date(2026, 3, 9), kind="public", name_vi="Nghỉ")

    found = timers.of_level(brand.pk, "moderate").deadline("holding", FRIDAY)

    assert found.due_at == datetime(2026, 3, 10, 12, 0, tzinfo=ZONE)
    assert found.warn_at.date() == found.due_at.date()
    assert timers.due_at(brand.pk, "holding", "moderate", FRIDAY) == found.due_at
    assert timers.due_at(brand.pk, "holding", "high", FRIDAY) == FRIDAY + timedelta(hours=1)
    elsewhere = timers.due_at(other_brand.pk, "holding", "moderate", FRIDAY)
    assert elsewhere == datetime(2026, 3, 9, 12, 0, tzinfo=ZONE)


@pytest.mark.parametrize("unscored", [None, ""])
def test_unscored_cases_run_as_high(brand: Brand, unscored: str | None) -> None:
    assert timers.minutes_for(brand.pk, "holding", unscored) == 60


def test_a_level_without_the_timer_is_never_due(brand: Brand) -> None:
    assert timers.minutes_for(brand.pk, "holding", "watch") is None
    assert timers.due_at(brand.pk, "holding", "watch", FRIDAY) is None


def test_the_brands_row_wins_over_the_shipped_minutes(seeded: Brand) -> None:
    row = TimerPolicy.objects.get(brand=seeded, key="holding", severity="moderate")
    row.minutes, row.working = 20, False
    row.save()

    assert timers.due_at(seeded.pk, "holding", "moderate", FRIDAY) == FRIDAY + timedelta(minutes=20)


def test_a_row_without_minutes_switches_the_timer_off(seeded: Brand) -> None:
    TimerPolicy.objects.filter(brand=seeded, key="holding", severity="high").update(minutes=None)

    assert timers.due_at(seeded.pk, "holding", "high", FRIDAY) is None


def test_another_brands_row_counts_for_nothing(seeded: Brand, other_brand: Brand) -> None:
    TimerPolicy.objects.filter(brand=seeded).update(minutes=1)

    assert timers.minutes_for(other_brand.pk, "holding", "high") == 60


def test_a_brands_own_quiet_window_goes_before_the_timers(brand: Brand, other_brand: Brand) -> None:
    assert timers.minutes_for(brand.pk, "quiet_window", "critical") == brand.quiet_minutes
    assert timers.minutes_for(other_brand.pk, "quiet_window", "critical") == 1440


def test_only_the_critical_holding_text_has_a_hard_limit() -> None:
    hard = {
        (key, level.key): common_data.timers()[key].limit(level.key).hard
        for key in timers.KEYS
        for level in common_data.levels()
    }

    assert {case: limit for case, limit in hard.items() if limit} == {("holding", "critical"): 60}


def test_an_unknown_timer_is_an_error(brand: Brand) -> None:
    with pytest.raises(KeyError):
        timers.minutes_for(brand.pk, "siesta", "high")
