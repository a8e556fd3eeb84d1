"""Time with abusive content is counted honestly and told to nobody but its reader."""

from __future__ import annotations

from datetime import timedelta

import time_machine

from crisisdesk.kernel.clock import now
from outbox.models import OutboxMessage
from teams.load import exposure
from teams.models import ExposureDay, LoadRules, Notice

NOON = "2026-06-17T12:00:00+07:00"


def opened_at(person, brand, *minutes):
    with time_machine.travel(NOON, tick=False) as clock:
        start = now()
        for minute in minutes:
            clock.move_to(start + timedelta(minutes=minute))
            exposure.opened(person, brand)
        return exposure.of_day(person)


def test_items_are_counted_and_time_runs_from_one_to_the_next(minh, brand):
    assert opened_at(minh, brand, 0, 1, 2.5) == exposure.Exposure(items=3, minutes=2)


def test_a_long_time_between_two_counts_for_two_minutes(minh, brand):
    assert opened_at(minh, brand, 0, 40, 41) == exposure.Exposure(items=3, minutes=3)


def test_the_item_still_open_counts_for_two_minutes_at_most(minh, brand):
    opened_at(minh, brand, 0)

    with time_machine.travel("2026-06-17T14:00:00+07:00", tick=False):
        assert exposure.of_day(minh) == exposure.Exposure(items=1, minutes=2)


def test_a_new_day_begins_at_the_persons_midnight(minh, brand):
    opened_at(minh, brand, 0, 1)

    with time_machine.travel("2026-06-18T00:01:00+07:00", tick=False):
        assert exposure.of_day(minh) == exposure.Exposure(items=0, minutes=0)


def test_at_the_limit_the_reader_alone_is_told_once_and_not_by_letter(minh, manager, brand):
    LoadRules.objects.create(brand=brand, exposure_minutes=5)

    opened_at(minh, brand, *range(0, 12, 2))

    assert list(Notice.objects.values_list("topic", "user")) == [("teams.rotate_reading", minh.pk)]
    assert OutboxMessage.objects.count() == 0


def test_each_person_has_their_own_count(minh, lead, brand):
    opened_at(minh, brand, 0, 1)
    opened_at(lead, brand, 0)

    assert dict(ExposureDay.objects.values_list("user", "items")) == {minh.pk: 2, lead.pk: 1}
