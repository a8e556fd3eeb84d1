"""Sweeps and openings at the same moment, in real threads."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from teams.load import exposure, pulse_weeks, watch
from teams.models import ExposureDay, Notice, PulseAnswer, PulseWeek, Stretch

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 4


def together(act):
    start = Barrier(AT_ONCE)

    def run(_number):
        start.wait()
        try:
            act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(run, range(AT_ONCE)))


def test_four_sweeps_at_once_tell_each_person_once(minh, manager, shift_of, crisis):
    shift_of(minh, -9, 2)
    crisis(9)

    together(watch.sweep)

    assert Stretch.objects.count() == 1
    assert sorted(Notice.objects.values_list("topic", "user")) == sorted([
        ("teams.hand_over_now", minh.pk), ("teams.relief_needed", manager.pk),
    ])  # fmt: skip


def test_items_opened_at_once_are_all_counted(minh, brand):
    together(lambda: exposure.opened(minh, brand))

    assert ExposureDay.objects.get().items == AT_ONCE


def test_a_week_is_closed_once(brand, minh):
    PulseAnswer.objects.create(
        user=minh, brand=brand, day="2026-06-17", sealed="x", at="2026-06-17T09:00:00+07:00"
    )

    together(pulse_weeks.sweep)

    assert PulseWeek.objects.count() == 1
