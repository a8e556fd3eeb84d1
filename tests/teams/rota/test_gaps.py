"""Gaps are seen ahead and told to managers, each once."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
import time_machine

from teams import selectors
from teams.models import Notice, Rota
from teams.rota import gaps
from teams.rota.cover import Hole
from tests.teams.rota.conftest import vn

MONDAY = vn(2026, 11, 9, 12)
OFFICE = {"weekdays": [0, 1, 2, 3, 4], "hours_from": time(8), "hours_until": time(17)}


@pytest.fixture
def clock():
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


def told():
    return Notice.objects.filter(topic="teams.rota_gap")


def test_a_rota_without_holes_has_no_gap(clock, brand, rota_of, minh):
    rota_of(minh)

    assert selectors.next_gap(brand) is None
    assert gaps.sweep() == 0


def test_the_first_gap_is_seen_on_the_page(clock, brand, rota_of, minh):
    rota_of(minh, layer=OFFICE)

    gap = selectors.next_gap(brand)
    assert (gap.since, gap.until) == (vn(2026, 11, 9, 17), vn(2026, 11, 10, 8))


def test_a_shift_by_hand_closes_a_gap(clock, brand, rota_of, shift_of, minh, lead):
    rota_of(minh, layer=OFFICE)
    shift_of(lead, 5, 20)

    assert selectors.next_gap(brand).since == vn(2026, 11, 10, 17)


def test_managers_are_told_of_a_gap_once(clock, brand, rota_of, manager, minh):
    rota_of(minh, layer=OFFICE | {"weekdays": []}, warn_days=1)

    # The night before us; last night's is over.
    assert gaps.sweep() == 1
    assert [notice.user for notice in told()] == [manager]
    assert told().get().facts["since"].startswith("2026-11-09T17:00")
    clock.shift(timedelta(minutes=20))
    assert gaps.sweep() == 1
    assert told().count() == 1
    clock.shift(timedelta(days=1))
    gaps.sweep()
    assert told().count() == 2


def test_it_looks_again_when_it_is_due_and_after_a_change(clock, rota_of, minh):
    rota = rota_of(minh, layer=OFFICE | {"weekdays": []}, warn_days=1)
    assert gaps.sweep() == 1
    assert gaps.sweep() == 0
    rota_of.layer(rota, [minh], position=0)
    assert Rota.objects.get().gaps_due_at == MONDAY
    assert gaps.sweep() == 0
    assert Rota.objects.get().gaps_due_at == MONDAY + gaps.LOOKED_EVERY


def test_a_person_who_was_deactivated_makes_a_gap(clock, brand, rota_of, manager, minh, lead):
    rota_of(minh, lead, warn_days=2)
    type(lead).objects.filter(pk=lead.pk).update(is_active=False)

    assert gaps.sweep() == 2
    assert selectors.next_gap(brand).since == MONDAY


def test_a_rota_that_does_not_warn_is_quiet(clock, rota_of, minh):
    rota_of(minh, layer=OFFICE, warns=False)

    assert gaps.sweep() == 0
    assert not told().exists()


def test_a_duty_of_a_role_has_gaps_of_its_own(clock, brand, rota_of, minh, nghia):
    rota_of(minh)
    rota_of(nghia, name="Phát ngôn", role="spokesperson", layer=OFFICE)

    assert selectors.next_gap(brand) is None
    assert gaps.sweep() == 3


@pytest.mark.parametrize(
    ("hole", "name"),
    [
        (Hole(MONDAY, MONDAY + timedelta(hours=1)), "from "),
        (Hole(MONDAY - timedelta(days=9), MONDAY + timedelta(hours=1)), "until "),
        (Hole(MONDAY - timedelta(days=9), MONDAY + timedelta(days=3)), "week 2026-46"),
    ],
)
def test_a_gap_keeps_its_name_while_time_passes(clock, hole, name):
    edges = (MONDAY - timedelta(days=9), MONDAY + timedelta(days=3))

    assert gaps._name(hole, *edges).startswith(name)
