"""Holidays as data."""

from __future__ import annotations

import json
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from crisisdesk.kernel.errors import Forbidden
from teams.days import days
from teams.models import Holiday
from teams.services import holidays

TET = date(2027, 2, 6)


def test_without_rows_the_shipped_calendar_holds(brand):
    calendar = days(brand.pk, date(2027, 1, 1))

    assert calendar.is_off(TET)
    assert calendar.name(TET) == "Tết Nguyên Đán"
    assert not calendar.is_working(date(2027, 3, 6))
    assert calendar.is_working(date(2027, 3, 8))


def test_a_year_is_fetched_with_its_tet_and_its_days_made_up(brand):
    assert holidays.bring(2026) == Holiday.objects.count() > 10

    made_up = Holiday.objects.get(kind="working")
    assert made_up.date == date(2026, 8, 22)
    assert days(brand.pk, date(2026, 8, 1)).is_working(made_up.date)
    tet = Holiday.objects.filter(kind="tet").order_by("date")
    assert tet[0].name_en and tet[0].name_vi
    assert all(row.brand is None for row in tet)
    assert holidays.bring(2026) == 0


def test_what_is_fetched_says_what_the_shipped_calendar_says(brand):
    before = days(brand.pk, date(2027, 1, 1))
    holidays.bring(2027, brand)
    after = days(brand.pk, date(2027, 1, 1))

    year = [
        date.fromordinal(n)
        for n in range(date(2027, 1, 1).toordinal(), date(2028, 1, 1).toordinal())
    ]
    assert [after.is_off(day) for day in year] == [before.is_off(day) for day in year]
    assert len(after.written) > 10


def test_an_admin_alone_writes_days_down(brand, manager, admin_person):
    day = {"date": TET, "kind": "working", "name_vi": "Làm bù"}
    with pytest.raises(Forbidden):
        holidays.put(brand, actor=manager, **day)

    row = holidays.put(brand, actor=admin_person, **day)
    assert not days(brand.pk, TET).is_off(TET)
    holidays.remove(row, actor=admin_person)
    assert days(brand.pk, TET).is_off(TET)


def test_an_impossible_year_is_refused(brand, admin_person):
    with pytest.raises(ValidationError):
        holidays.fetch(brand, 3000, actor=admin_person)


def test_the_command_writes_for_the_desk_or_a_brand(brand, capsys):
    call_command("fetch_holidays", "2027", "--json")
    assert json.loads(capsys.readouterr().out) == {"year": 2027, "added": Holiday.objects.count()}
    call_command("fetch_holidays", "2027", "--brand", brand.slug)
    assert Holiday.objects.filter(brand=brand).count() == Holiday.objects.filter(brand=None).count()
    for wrong in (["2027", "--brand", "nobody"], ["3000"]):
        with pytest.raises(CommandError):
            call_command("fetch_holidays", *wrong)
