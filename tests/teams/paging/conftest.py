"""A brand with people on duty, and pages about nothing in particular."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from crisisdesk.kernel.clock import now
from teams import paging
from teams.models import Brand, DutyShift, Page, User
from teams.paging import firing

#: A Monday, 10:00 in Vietnam.
MONDAY = datetime(2026, 6, 1, 3, 0, tzinfo=UTC)


@pytest.fixture
def clock(db: None):
    """Time stands still and moves when the test says so: `clock.shift(timedelta(minutes=5))`."""
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def on_duty(brand: Brand) -> Callable[..., User]:
    """Put somebody on duty for a week around now."""

    def put(user: User) -> User:
        begin = now() - timedelta(days=3)
        DutyShift.objects.create(
            brand=brand, user=user, starts_at=begin, ends_at=begin + timedelta(days=7)
        )
        return user

    return put


@pytest.fixture
def page(brand: Brand) -> Callable[..., Page]:
    """Start a page: `page(severity="critical", targets=[...])`."""
    count = 0

    def start(**changes: Any) -> Page:
        nonlocal count
        count += 1
        wanted = {
            "subject": "INC-1",
            "url": "/incidents/INC-1/",
            "severity": "critical",
            "key": f"test:{count}",
            "words": "Sữa có mùi lạ",
            **changes,
        }
        return paging.start(brand, **wanted)

    return start


def called(page: Page) -> list[tuple[int, str]]:
    """Who was called in which step, in order."""
    return [
        (call.step.number, call.user.name) for call in page.calls.select_related("user", "step")
    ]


def later(clock: Any, minutes: float) -> int:
    """So many minutes pass; the sweep comes."""
    clock.shift(timedelta(minutes=minutes))
    return firing.sweep()
