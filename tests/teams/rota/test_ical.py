"""Shifts in calendar programs."""

from __future__ import annotations

from datetime import UTC, date, timedelta
from urllib.parse import urlsplit

import pytest
import time_machine
from django.test import Client
from icalendar import Calendar

from crisisdesk.kernel.errors import Forbidden
from teams.models import CalendarLink, DutyShift, Membership
from teams.rota import ical
from teams.services import rotas
from tests.teams.rota.conftest import vn

NOW = vn(2026, 11, 10, 12)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def read(address):
    answer = Client().get(urlsplit(address).path)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    calendar = Calendar.from_ical(answer.content)
    return list(calendar.walk("VEVENT"))


def test_my_own_calendar_has_my_turns_of_every_rota_and_no_others(brand, rota_of, minh, lead):
    rota_of(minh, lead)
    rota_of(lead, name="Khác")
    DutyShift.objects.create(
        brand=brand, user=minh, starts_at=NOW, ends_at=NOW + timedelta(hours=1)
    )

    events = read(ical.make(minh))

    first = next(e for e in events if e.decoded("dtstart") > NOW.astimezone(UTC))
    assert first.decoded("dtstart") == vn(2026, 11, 12, 8).astimezone(UTC)
    assert first.decoded("dtend") == vn(2026, 11, 13, 8).astimezone(UTC)
    assert {str(event["summary"]) for event in events} == {"Trực: Trực chung", "Trực: Sao Mai"}


def test_a_rotas_calendar_names_people_and_holidays(rota_of, minh, lead, khoa):
    rota = rota_of(minh, lead)

    events = read(ical.make(khoa, rota))

    names = {str(event["summary"]) for event in events}
    assert f"{lead.name} · Trực chung" in names
    days = {e.decoded("dtstart"): e for e in events if isinstance(e.decoded("dtstart"), date)}
    new_year = days[date(2027, 1, 1)]
    assert new_year["transp"] == "TRANSPARENT"
    assert "Tết Dương lịch" in str(new_year["summary"])
    assert any("Nguyên Đán" in str(e["summary"]) for e in events)


def test_a_turn_keeps_its_name_from_day_to_day(rota_of, clock, minh, lead):
    rota_of(minh, lead, layer={"unit": "week"})
    address = ical.make(lead)
    before = {str(e["uid"]): e.decoded("dtstart") for e in read(address)}
    clock.shift(timedelta(days=1, hours=7))

    after = {str(e["uid"]): e.decoded("dtstart") for e in read(address)}

    assert before.items() <= after.items()
    assert len(before) == len(set(before))


def test_times_are_right_where_the_clocks_change(rota_of, clock, minh, lead):
    clock.move_to(vn(2027, 3, 20, 12))
    rule = {"unit": "week", "starts_on": date(2027, 3, 15)}
    rota = rota_of(minh, lead, time_zone="Europe/Berlin", layer=rule)

    events = [e for e in read(ical.make(minh, rota)) if "·" in str(e["summary"])]
    starts = [e.decoded("dtstart") for e in events]

    # Summer time begins on 28 March 2027: eight o'clock is 07:00 UTC before and 06:00 after.
    assert [at.hour for at in starts[:3]] == [7, 7, 6]


def test_an_address_that_is_taken_back_finds_nothing(rota_of, minh):
    rota_of(minh)
    address = ical.make(minh)

    assert ical.revoke(minh, CalendarLink.objects.get().pk)

    assert Client().get(urlsplit(address).path).status_code == 404


def test_nobody_takes_anothers_address_back(minh, lead):
    ical.make(minh)

    assert not ical.revoke(lead, CalendarLink.objects.get().pk)


def test_only_the_hash_is_kept(minh):
    token = ical.make(minh).rpartition("/")[2].removesuffix(".ics")

    row = CalendarLink.objects.get()
    assert len(token) >= 32
    assert token not in (row.digest, row.prefix)


def test_whoever_left_reads_no_rota(rota_of, manager, minh, lead):
    rota = rota_of(minh)
    address = ical.make(lead, rota)
    Membership.objects.filter(user=lead).update(is_active=False)

    assert Client().get(urlsplit(address).path).status_code == 404


def test_an_ended_rota_and_a_closed_account_give_no_calendar(rota_of, manager, minh, lead):
    rota = rota_of(minh)
    of_rota, own = ical.make(lead, rota), ical.make(minh)
    rotas.end(rota, actor=manager)
    type(minh).objects.filter(pk=minh.pk).update(is_active=False)

    for address in (of_rota, own):
        assert Client().get(urlsplit(address).path).status_code == 404


def test_a_stranger_makes_no_address_of_a_rota(rota_of, minh, vy):
    with pytest.raises(Forbidden):
        ical.make(vy, rota_of(minh))


def test_addresses_do_not_pile_up(minh):
    for _turn in range(ical.MOST_LINKS + 2):
        ical.make(minh)

    assert CalendarLink.objects.count() == ical.MOST_LINKS


@pytest.mark.parametrize("count", [1, 3])
def test_a_calendar_is_cheap(rota_of, minh, lead, django_assert_num_queries, count):
    for number in range(count):
        rota_of(minh, lead, name=f"Bảng {number}")
    path = urlsplit(ical.make(minh)).path
    Client().get(path)

    with django_assert_num_queries(7):
        Client().get(path)
