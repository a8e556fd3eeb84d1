"""Working time skips nights, lunch, weekends and holidays."""

from datetime import UTC, datetime

import pytest

from playbooks.workdays import ZONE, add_working


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
