"""A night at the desk, told in hours from now."""

from __future__ import annotations

from datetime import timedelta

import pytest

from crisisdesk.kernel.clock import now
from incidents.models import Incident, TimelineEntry
from incidents.verbs import Verb
from teams.models import DutyShift, Page, PageCall, PageStep


@pytest.fixture
def shift_of(brand):
    """A shift in hours from now: `shift_of(minh, -1, 3)`."""

    def make(user, start, end, of=None):
        moment = now()
        return DutyShift.objects.create(
            brand=of or brand,
            user=user,
            starts_at=moment + timedelta(hours=start),
            ends_at=moment + timedelta(hours=end),
        )

    return make


@pytest.fixture
def crisis(brand, bot):
    """A serious case that has been open since some hours ago; drills on request."""
    numbers = iter(range(1, 100))

    def make(hours_ago, *, severity="high", is_drill=False, of=None, status="responding"):
        began = now() - timedelta(hours=hours_ago)
        return Incident.objects.create(
            brand=of or brand,
            number=next(numbers),
            title="Sữa có mùi lạ",
            status=status,
            severity=severity,
            is_drill=is_drill,
            created_by=bot,
            detected_at=began,
            opened_at=began,
            round_started_at=began,
        )

    return make


@pytest.fixture
def act():
    """A line of a case's log, written by a person some hours ago."""

    def write(case, user, hours_ago):
        case.last_seq += 1
        case.save(update_fields=["last_seq"])
        return TimelineEntry.objects.create(
            incident=case, seq=case.last_seq, round=1, verb=Verb.NOTED, actor=user,
            source="web", at=now() - timedelta(hours=hours_ago), digest="0" * 64,
        )  # fmt: skip

    return write


@pytest.fixture
def page_call(brand, bot):
    """A wake-up of a person at a moment."""

    def make(user, at, *, is_drill=False):
        page = Page.objects.create(
            key=f"{at}{is_drill}", brand=brand, words="x", policy={}, started_at=at,
            started_by=bot, is_drill=is_drill,
        )  # fmt: skip
        step = PageStep.objects.create(page=page, number=1, due_at=at)
        return PageCall.objects.create(page=page, step=step, user=user, at=at, key="k")

    return make
