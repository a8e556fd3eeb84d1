"""A page in an unusual night: the duty changes hands, somebody leaves, or the clocks change."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from itertools import pairwise

import pytest

from crisisdesk.kernel.clock import now
from teams.models import DutyShift, Page, PageCall
from teams.paging import auditing
from teams.services import rotas
from tests.teams.paging.conftest import called, later


@pytest.fixture
def duty(brand):
    def put(user, until):
        DutyShift.objects.create(
            brand=brand, user=user, starts_at=now() - timedelta(hours=1), ends_at=until
        )

    return put


def test_who_takes_over_while_a_page_waits_is_called_by_the_next_step(
    clock, page, duty, brand, minh, lan
):
    duty(minh, now() + timedelta(minutes=3))
    DutyShift.objects.create(
        brand=brand, user=lan, starts_at=now() + timedelta(minutes=3), ends_at=now() + timedelta(1)
    )
    going = page()

    later(clock, 5)

    assert called(going)[:2] == [(1, minh.name), (2, lan.name)]
    assert auditing.differences(Page.objects.get()) == []


def test_somebody_who_has_left_is_on_no_duty_and_the_chain_passes_them_at_once(
    clock, page, duty, minh, phuong
):
    duty(minh, now() + timedelta(1))
    minh.memberships.update(is_active=False)

    going = page()

    assert minh.name not in {name for _step, name in called(going)}
    assert phuong.name in {name for _step, name in called(going)}


def test_a_person_on_two_rotas_is_called_once_a_step(clock, page, brand, admin_person, minh, lan):
    rule = {"starts_on": now().date(), "unit": "day", "length": 1, "actor": admin_person}
    for name in ("Ngày", "Đêm"):
        rota = rotas.make(brand, actor=admin_person, name=name)
        rotas.put_layer(rota, users=[minh], name="Lớp", handover_time=time(0), **rule)

    going = page()

    assert PageCall.objects.filter(page=going, user=minh).count() == 1


def test_the_night_of_the_change_of_clocks_neither_skips_nor_repeats_a_step(
    clock, page, brand, admin_person, minh, lan
):
    """Berlin, 25 October 2026: at 03:00 it is 02:00 again, and the duty changes at 02:30."""
    clock.move_to(datetime(2026, 10, 24, 23, 0, tzinfo=UTC))
    rota = rotas.make(brand, actor=admin_person, name="Berlin", time_zone="Europe/Berlin")
    rotas.put_layer(
        rota, users=[minh, lan], name="Lớp", handover_time=time(2, 30), unit="day", length=1,
        starts_on=datetime(2026, 10, 20, tzinfo=UTC).date(), actor=admin_person,
    )  # fmt: skip
    clock.move_to(datetime(2026, 10, 25, 0, 20, tzinfo=UTC))
    going = page()
    for _step in range(30):
        later(clock, 5)

    steps = list(going.steps.filter(state="fired").order_by("number"))
    gaps = {b.done_at - a.done_at for a, b in pairwise(steps)}
    assert gaps <= {timedelta(minutes=5), timedelta(minutes=10)}
    on_call = [name for _number, name in called(going) if name in (minh.name, lan.name)]
    assert set(on_call) == {minh.name, lan.name}, "the duty changed hands while it waited"
    assert auditing.differences(Page.objects.get()) == []
