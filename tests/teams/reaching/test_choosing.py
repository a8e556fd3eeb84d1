"""Which channels a message takes, and whether it may disturb now."""

from __future__ import annotations

from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest

from teams.reaching import choosing

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
HAS = ["email", "push", "telegram", "sms", "voice"]


@pytest.mark.parametrize(
    ("severity", "channels"),
    [
        ("watch", ["email"]),
        ("moderate", ["email", "push", "telegram"]),
        ("high", ["email", "push", "telegram", "sms"]),
        ("critical", HAS),
    ],
)
def test_the_worse_it_is_the_louder(severity, channels):
    assert choosing.channels_for({}, HAS, severity, page=False) == channels


def test_wishes_count_and_a_channel_added_later_is_used_as_usual():
    wishes = {"telegram": ["critical"], "email": []}

    assert choosing.channels_for(wishes, HAS, "moderate", page=False) == ["push"]


def test_a_page_goes_wherever_critical_would():
    assert choosing.channels_for({}, HAS, "watch", page=True) == HAS
    wishes = {"voice": []}
    assert "voice" not in choosing.channels_for(wishes, HAS, "watch", page=True)


def test_a_page_that_would_wake_nobody_tries_everything():
    wishes = {"push": [], "telegram": ["watch"]}

    assert choosing.channels_for(wishes, ["email", "push"], "high", page=True) == ["email", "push"]


@pytest.mark.parametrize(
    ("wishes", "proven", "wakes"),
    [
        ({}, [], False),
        ({}, ["push"], True),
        ({"push": ["high"]}, ["push"], False),
        ({"push": ["high"]}, ["push", "sms"], True),
    ],
)
def test_a_letter_wakes_nobody(wishes, proven, wakes):
    assert choosing.wakes(wishes, proven) is wakes


@pytest.mark.parametrize(
    ("here", "until"),
    [
        ("2026-11-30 21:59", None),
        ("2026-11-30 22:00", "2026-12-01 06:30"),
        ("2026-12-01 06:29", "2026-12-01 06:30"),
        ("2026-12-01 06:30", None),
    ],
)
def test_quiet_hours_may_pass_midnight(here, until):
    moment = datetime.fromisoformat(here).replace(tzinfo=HANOI)
    found = choosing.quiet_until(moment, HANOI, time(22), time(6, 30))

    assert found == (datetime.fromisoformat(until).replace(tzinfo=HANOI) if until else None)


def test_quiet_hours_are_in_the_person_s_zone():
    moment = datetime(2026, 11, 30, 16, 0, tzinfo=ZoneInfo("UTC"))

    assert choosing.quiet_until(moment, HANOI, time(22), time(6)) is not None
    assert choosing.quiet_until(moment, ZoneInfo("UTC"), time(22), time(6)) is None


def test_without_quiet_hours_nothing_waits():
    moment = datetime(2026, 11, 30, 3, 0, tzinfo=HANOI)

    assert choosing.quiet_until(moment, HANOI, None, None) is None
