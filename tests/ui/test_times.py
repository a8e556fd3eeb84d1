"""Moments are absolute and relative, clocks turn amber and then tell how late it is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone, translation

from crisisdesk.ui import times
from tests.ui.markup import Page

NOW = datetime(2026, 11, 22, 3, 0, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _at_ten_in_saigon():
    with (
        time_machine.travel(NOW, tick=False),
        timezone.override("Asia/Ho_Chi_Minh"),
        translation.override("vi"),
    ):
        yield


def test_today_needs_no_date(render):
    assert Page(render("{% when at %}", at=NOW - timedelta(minutes=8))).all("span")[0].words() == (
        "09:52 · 8 phút trước"
    )


def test_another_day_has_its_date(render):
    words = Page(render("{% when at %}", at=NOW - timedelta(days=2))).all("span")[0].words()

    assert words == "10:00, 20/11 · 2 ngày trước"


def test_the_full_form_names_the_zone(render):
    words = Page(render('{% when at "full" %}', at=NOW)).all("span")[0].words()

    assert words == "10:00, 22/11/2026 (GMT+7) · vừa xong"


def test_the_readers_zone_decides(render):
    with timezone.override("Europe/Berlin"):
        assert "04:00" in render('{% when at "time" %}', at=NOW)


def test_english_reads_as_english():
    with translation.override("en"):
        assert times.relative(NOW - timedelta(minutes=1)) == "1 minute ago"
        assert times.relative(NOW + timedelta(hours=2, seconds=5)) == "in 2 hours"


def test_no_moment_is_a_dash(render):
    assert render("{% when None %}{% clock None %}{% duration None %}") == "–––"


@pytest.mark.parametrize(
    ("left", "text", "tone"),
    [
        (7199, "1:59:59", ""),
        (493, "08:13", "soon"),
        (0, "00:00", "soon"),
        (-42, "trễ 42″", "late"),
        (-240, "trễ 4′", "late"),
        (-7500, "trễ 2:05 giờ", "late"),
        (-3 * 86400, "trễ 3 ngày", "late"),
    ],
)
def test_a_countdown_says_in_words_what_it_shows_in_colour(left, text, tone):
    assert times.count_down(left, warn=600) == (text, tone)


def test_a_running_clock_is_quiet_for_screen_readers(render):
    clock = Page(render("{% clock at %}", at=NOW + timedelta(minutes=5))).one("time")

    assert clock.attributes["role"] == "timer"
    assert clock.attributes["aria-live"] == "off"
    assert clock.attributes["data-clock"] == "down"


def test_a_stopped_clock_does_not_tick(render):
    clock = Page(
        render('{% clock at "up" stopped=end %}', at=NOW - timedelta(hours=1), end=NOW)
    ).one("time")

    assert clock.words() == "1:00:00"
    assert "data-clock" not in clock.attributes


def test_days_stay_readable():
    assert times.hands(3 * 86400 + 4 * 3600 + 12 * 60) == "3 ngày 04:12"


def test_a_length_keeps_its_two_largest_units():
    assert times.duration(6127) == "1 giờ 42 phút"
    assert times.duration(timedelta(seconds=5)) == "5 giây"
