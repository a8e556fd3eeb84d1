"""Working time skips nights, lunch, weekends and holidays."""

from datetime import UTC, date, datetime

import pytest

from playbooks.workdays import ZONE, add_working
from teams.models import Holiday

pytestmark = pytest.mark.django_db


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("start", "minutes", "due"),
    [
        (at(2026, 3, 4, 9, 0), 60, at(2026, 3, 4, 10, 0)),
        (at(2026, 3, 4, 11, 30), 60, at(2026, 3, 4, 13, 30)),
        (at(2026, 3, 4, 11, 0), 60, at(2026, 3, 4, 12, 0)),
        (at(2026, 3, 4, 12, 30), 30, at(2026, 3, 4, 13, 30)),
        (at(2026, 3, 4, 3, 0), 30, at(2026, 3, 4, 9, 0)),
        (at(2026, 3, 4, 9, 0), 480, at(2026, 3, 5, 9, 0)),
        (at(2026, 3, 4, 8, 30), 480, at(2026, 3, 4, 17, 30)),
        (at(2026, 3, 6, 17, 0), 60, at(2026, 3, 9, 9, 0)),
        (at(2026, 3, 7, 10, 0), 0, at(2026, 3, 9, 8, 30)),
        (at(2026, 3, 6, 23, 0), 240, at(2026, 3, 9, 13, 30)),
    ],
    ids=[
        "within the morning", "over lunch", "until lunch", "from lunch", "from the night",
        "one working day", "a whole day", "over the weekend", "nothing on a Saturday", "late Friday",
    ],
)  # fmt: skip
def test_working_minutes_pass_only_while_offices_are_open(
    start: datetime, minutes: int, due: datetime
) -> None:
    assert add_working(start, minutes) == due


def test_tet_is_skipped() -> None:
    # The lunar new year of 2026 fell on Tuesday 17 February; offices were shut 16-20 February.
    assert add_working(at(2026, 2, 13, 17, 0), 60) == at(2026, 2, 23, 9, 0)


def test_a_fixed_holiday_is_skipped() -> None:
    assert add_working(at(2026, 4, 29, 17, 0), 60) == at(2026, 5, 4, 9, 0)


def test_the_answer_does_not_depend_on_the_callers_zone() -> None:
    start = at(2026, 3, 6, 17, 0)

    assert add_working(start.astimezone(UTC), 60) == add_working(start, 60)


def test_a_working_time_costs_one_query_however_long(django_assert_num_queries):
    with django_assert_num_queries(1):
        add_working(at(2026, 1, 5, 9, 0), 480 * 60)


def off(day: date, kind: str = "public", brand=None) -> Holiday:
    return Holiday.objects.create(brand=brand, date=day, kind=kind, name_vi="Nghỉ riêng")


def test_a_day_that_the_desk_writes_down_is_skipped(brand):
    off(date(2026, 3, 9))

    assert add_working(at(2026, 3, 6, 17, 0), 60, brand.pk) == at(2026, 3, 10, 9, 0)


def test_a_compensated_saturday_is_worked_and_a_holiday_can_be_taken_back(brand):
    off(date(2026, 3, 7), "working")
    off(date(2026, 4, 30), "working")

    assert add_working(at(2026, 3, 6, 17, 0), 60, brand.pk) == at(2026, 3, 7, 9, 0)
    assert add_working(at(2026, 4, 29, 17, 0), 60, brand.pk) == at(2026, 4, 30, 9, 0)


def test_a_brands_own_day_is_of_no_other_brand_and_stands_above_the_desks(brand, other_brand):
    off(date(2026, 3, 9))
    off(date(2026, 3, 9), "working", other_brand)
    off(date(2026, 3, 10), "public", other_brand)
    friday = at(2026, 3, 6, 17, 0)

    assert add_working(friday, 60, brand.pk) == at(2026, 3, 10, 9, 0)
    assert add_working(friday, 600, other_brand.pk) == at(2026, 3, 11, 10, 0)
    assert add_working(friday, 60) == at(2026, 3, 10, 9, 0)
