"""Holidays as data: fetched from the shipped calendar, then mended by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import holidays
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from crisisdesk.kernel.rights import require
from crisisdesk.kernel.text import nfc, one_line
from teams.models import Holiday, HolidayKind

if TYPE_CHECKING:
    from datetime import date

    from teams.models import Brand, User

YEARS = range(2000, 2100)
TET = "Lunar New Year"
MADE_UP = ("Ngày làm bù", "Compensated working day")


def put(
    brand: Brand, *, actor: User, date: date, kind: str, name_vi: str, name_en: str = ""
) -> Holiday:
    """Write a day of a brand down, in place of what stood there."""
    require(actor, "teams.manage_holidays", brand)
    row = Holiday.objects.filter(brand=brand, date=date).first() or Holiday(brand=brand, date=date)
    row.kind = kind
    row.name_vi, row.name_en = (one_line(nfc(name), 120) for name in (name_vi, name_en))
    row.full_clean()
    row.save()
    return row


def remove(row: Holiday, *, actor: User) -> None:
    """Let the shipped calendar say again what this day is."""
    require(actor, "teams.manage_holidays", row.brand)
    row.delete()


def fetch(brand: Brand, year: int, *, actor: User) -> int:
    """Bring a year of the shipped calendar to a brand; what is written already stays."""
    require(actor, "teams.manage_holidays", brand)
    return bring(year, brand)


@transaction.atomic
def bring(year: int, brand: Brand | None = None) -> int:
    """A year's days for a brand or the whole desk; how many of them are new."""
    if year not in YEARS:
        raise ValidationError({"year": _("Choose a year from 2000 to 2099.")})
    known = set(Holiday.objects.filter(brand=brand, date__year=year).values_list("date", flat=True))
    rows = [row for row in _of(year, brand) if row.date not in known]
    Holiday.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def _of(year: int, brand: Brand | None) -> list[Holiday]:
    here, there = (
        holidays.country_holidays("VN", years=year, language=name) for name in ("vi", "en_US")
    )
    rows = [
        Holiday(
            brand=brand,
            date=day,
            kind=HolidayKind.TET if TET in there[day] else HolidayKind.PUBLIC,
            name_vi=name[:120],
            name_en=there[day][:120],
        )
        for day, name in sorted(here.items())
    ]
    made_up = sorted(day for day in here.weekend_workdays if day.year == year)
    name_vi, name_en = MADE_UP
    return rows + [
        Holiday(brand=brand, date=day, kind=HolidayKind.WORKING, name_vi=name_vi, name_en=name_en)
        for day in made_up
    ]
