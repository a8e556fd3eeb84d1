"""Who is on duty by rule: layers, overrides, shifts by hand, roles, those not relieved."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
import time_machine

from teams.duty import duties, on_duty
from teams.models import Membership, Override, Role
from teams.services import people as people_services
from teams.services import rotas
from tests.teams.rota.conftest import vn

NOON = vn(2026, 11, 10, 12)  # a Tuesday


def test_turns_follow_one_another_at_the_hour_of_handover(brand, rota_of, minh, lead):
    rota_of(minh, lead)

    assert on_duty(brand, vn(2026, 11, 2, 8)) == [minh]
    assert on_duty(brand, vn(2026, 11, 3, 7, 59)) == [minh]
    assert on_duty(brand, vn(2026, 11, 3, 8)) == [lead]
    assert on_duty(brand, vn(2026, 11, 2, 7, 59)) == []


def test_a_higher_layer_covers_a_lower_one_where_it_has_somebody(brand, rota_of, minh, lead):
    rota = rota_of(minh)
    night = {"position": 2, "hours_from": time(20), "hours_until": time(6)}
    rota_of.layer(rota, [lead], **night)

    assert on_duty(brand, NOON) == [minh]
    assert on_duty(brand, NOON.replace(hour=23)) == [lead]
    assert on_duty(brand, NOON.replace(hour=5)) == [lead]
    assert on_duty(brand, NOON.replace(hour=6)) == [minh]


def test_an_override_counts_more_than_layers_and_the_newest_most(
    brand, rota_of, manager, minh, lead, lan
):
    rota = rota_of(minh)
    until = NOON + timedelta(hours=2)
    for user in (lead, lan):
        Override.objects.create(
            rota=rota, user=user, starts_at=NOON, ends_at=until, created_by=manager
        )

    assert on_duty(brand, NOON) == [lan]
    assert on_duty(brand, until) == [minh]


def test_a_shift_by_hand_counts_beside_the_rota(brand, rota_of, shift_of, minh, lead):
    rota_of(minh)
    shift_of(lead, -1, 3)

    assert set(on_duty(brand)) == {minh, lead}


def test_the_longest_on_duty_comes_first(brand, rota_of, minh, lead, lan):
    rota_of(lan, lead, name="Ngày")
    rota_of(minh, lan, name="Tuần", layer={"unit": "week"})
    thursday = vn(2026, 11, 5, 12)

    assert on_duty(brand, thursday) == [minh, lead]
    assert [duty.since for duty in duties(brand, thursday)] == [
        vn(2026, 11, 2, 8),
        vn(2026, 11, 5, 8),
    ]


def test_a_duty_of_a_role_is_asked_for_by_its_role(brand, rota_of, minh, nghia):
    rota_of(minh)
    rota_of(nghia, name="Phát ngôn", role="spokesperson")

    assert on_duty(brand, NOON) == [minh]
    assert on_duty(brand, NOON, role="spokesperson") == [nghia]
    assert on_duty(brand, NOON, role="legal") == []


@pytest.mark.parametrize("how", ["account", "place", "role"])
def test_whoever_left_makes_a_hole_that_a_lower_layer_fills(
    brand, rota_of, admin_person, minh, lead, how
):
    rota = rota_of(minh)
    assert on_duty(brand, NOON) == [minh]
    place = Membership.objects.get(user=minh)
    if how == "account":
        type(minh).objects.filter(pk=minh.pk).update(is_active=False)
    elif how == "place":
        people_services.deactivate(place, actor=admin_person)
    else:
        people_services.change_role(place, Role.VIEWER, actor=admin_person)

    assert on_duty(brand, NOON) == []
    rota_of.layer(rota, [lead], position=0)
    assert on_duty(brand, NOON) == [lead]


def test_an_ended_rota_has_nobody(brand, rota_of, manager, minh):
    rota = rota_of(minh)
    rotas.end(rota, actor=manager)

    assert on_duty(brand, NOON) == []


def test_another_brands_rota_is_another_brands(brand, other_brand, rota_of, minh):
    rota_of(minh)

    assert on_duty(other_brand, NOON) == []


def test_nobody_is_relieved_before_the_next_has_accepted(brand, rota_of, noted, minh, lead):
    rota = rota_of(minh, lead, needs_handover=True)
    border = vn(2026, 11, 3, 8)

    assert on_duty(brand, border) == [minh, lead]
    assert [duty.is_held for duty in duties(brand, border)] == [True, False]
    note = noted(rota, minh, lead, border, accepted=False)
    assert on_duty(brand, border) == [minh, lead]
    note.accepted_at = border
    note.save()
    assert on_duty(brand, border) == [lead]


def test_of_a_border_to_come_nobody_is_held_back(brand, rota_of, minh, lead):
    with time_machine.travel(vn(2026, 11, 2, 12), tick=False):
        rota_of(minh, lead, needs_handover=True)

        assert on_duty(brand, vn(2026, 11, 3, 8)) == [lead]


def test_who_was_held_back_then_was_so_then(brand, rota_of, noted, minh, lead):
    rota = rota_of(minh, lead, needs_handover=True)
    border = vn(2026, 11, 3, 8)
    note = noted(rota, minh, lead, border)
    note.accepted_at = border + timedelta(hours=1)
    note.save()

    assert on_duty(brand, border) == [minh, lead]
    assert on_duty(brand, note.accepted_at) == [lead]


def test_the_first_turn_and_one_after_a_gap_hold_nobody_back(brand, rota_of, minh, lead):
    hours = {"hours_from": time(8), "hours_until": time(17)}
    rota_of(minh, lead, needs_handover=True, layer=hours)

    assert on_duty(brand, vn(2026, 11, 2, 8)) == [minh]
    assert on_duty(brand, vn(2026, 11, 3, 8)) == [lead]


def test_tet_2027_has_its_own_people(brand, rota_of, minh, lead, lan):
    """The lunar new year of 2027 is Saturday 6 February; offices are shut from the 4th to the 10th."""
    rota = rota_of(minh, lead, layer={"unit": "week", "holidays": "except"})
    tet = {"position": 2, "starts_on": date(2027, 2, 4), "holidays": "only"}
    rota_of.layer(rota, [lan, lead], handover_time=time(0), **tet)

    def at(day):
        return on_duty(brand, vn(2027, 2, day, 12))

    assert [at(day) for day in (3, 4, 5, 9, 10, 11)] == [
        [lead], [lan], [lead], [lead], [lan], [minh],
    ]  # fmt: skip


def test_a_handover_at_nine_stays_at_nine_when_the_clocks_change(brand, rota_of, minh, lead):
    rule = {"unit": "week", "handover_time": time(9), "starts_on": date(2026, 10, 19)}
    rota_of(minh, lead, time_zone="Europe/Berlin", layer=rule)

    # Summer time ended on 25 October: nine o'clock was 07:00 UTC and is 08:00 UTC.
    assert on_duty(brand, vn(2026, 10, 26, 14, 59)) == [minh]
    assert on_duty(brand, vn(2026, 10, 26, 15)) == [lead]


@pytest.mark.parametrize("count", [1, 3])
def test_it_costs_five_queries_whatever_the_number_of_rotas(
    brand, rota_of, minh, lead, django_assert_num_queries, count
):
    for number in range(count):
        rota = rota_of(minh, lead, name=f"Bảng {number}", needs_handover=True)
        rota_of.layer(rota, [lead, minh], position=2, hours_from=time(20), hours_until=time(6))

    with django_assert_num_queries(5):
        on_duty(brand, NOON)


def test_without_a_rota_it_costs_one_query(brand, shift_of, minh, django_assert_num_queries):
    shift_of(minh, -1, 3)

    with django_assert_num_queries(1):
        assert on_duty(brand) == [minh]
