"""What the desk knew at midnight is kept as it was, whatever is judged after it."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest

from monitoring.judging import Judges
from monitoring.models import Bucket, Tracker
from monitoring.selectors.trial import buckets
from monitoring.services import detection
from monitoring.services.tuning import rules_of
from tests.monitoring.conftest import NOON, said

pytestmark = pytest.mark.django_db


def spoken(days: int):
    """A few angry words every hour on three platforms."""
    for turn in range(days * 24):
        for place in ("Facebook", "TikTok", "Threads"):
            at = NOON - timedelta(hours=turn, minutes=turn % 50)
            number = f"{turn}{place}"
            yield said(number, at, source=place, text="Sao Mai tệ quá", reach=100 + turn)


def known_at(watch, moment):
    """What detectors know that have judged nothing later."""
    judges = Judges(rules_of(watch))
    first = Bucket.objects.filter(watch=watch).earliest("start").start
    for start, counts in buckets(watch, first, moment):
        judges.observe(start, counts)
    return json.loads(json.dumps(judges.state()))


@pytest.fixture
def tracker(watch, hear):
    hear(list(spoken(days=3)), judge=False)
    detection.run(watch.pk, moment=NOON)
    return Tracker.objects.get(watch=watch)


def test_a_checkpoint_is_what_was_known_at_its_midnight(watch, tracker):
    point = tracker.checkpoints[-1]

    assert point["state"] == known_at(watch, datetime.fromisoformat(point["at"]))


def test_going_back_to_a_checkpoint_leaves_it_as_it_was(watch, tracker, hear):
    before = tracker.checkpoints[-1]
    hear([said("late", NOON - timedelta(hours=2), text="Sao Mai tệ quá")], judge=False)

    detection.run(watch.pk, moment=NOON)

    assert before in Tracker.objects.get(watch=watch).checkpoints
