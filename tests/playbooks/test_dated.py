"""A plan with real dates: what would be due when, and by whom."""

import copy
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from playbooks.dated import Dated
from playbooks.models import LegalClock, PlaybookVersion
from teams.models import CrewCard, Membership

SLUG = "rumour_fake_news"
#: Monday the 30th of November 2026, ten in the morning in Vietnam.
START = datetime(2026, 11, 30, 3, 0, tzinfo=UTC)
#: The first day of Tết 2027, at night.
TET = datetime(2027, 2, 5, 20, 0, tzinfo=UTC)


def version_with(in_force: PlaybookVersion, *steps: dict) -> PlaybookVersion:
    """The version in memory with these steps; the words in the database stay."""
    content = copy.deepcopy(in_force.content)
    like = content["steps"][0]
    content["steps"] = [{**like, "key": f"s{at}", **step} for at, step in enumerate(steps)]
    in_force.content = content
    in_force.__dict__.pop("plan", None)
    return in_force


def steps_of(dated: Dated) -> list:
    return [item for item in dated.items if item.kind == "step"]


def test_minutes_become_dates(in_force) -> None:
    dated = Dated(version_with(in_force, {"minutes": 90}), START, "high")

    (step,) = steps_of(dated)
    assert step.at == START + timedelta(minutes=90)
    assert {item.kind for item in dated.items} == {"question", "step", "common"}
    assert [item.at for item in dated.items] == sorted(item.at for item in dated.items)


#: Moment, severity and the minutes until the moment is assumed to have come.
ASSUMED = [
    ("opened", "high", 0),
    ("detected", "critical", 0),
    ("assessed", "critical", 15),
    ("assessed", "high", 30),
    ("first_brief", "high", 60),
    ("first_statement", "critical", 30),
    ("contained", "high", None),
    ("first_statement", "watch", None),
]


def test_a_moment_is_assumed_at_its_deadline(in_force) -> None:
    for after, severity, minutes in ASSUMED:
        plan = version_with(in_force, {"minutes": 5, "after": after, "critical": False})

        dated = Dated(plan, START, severity)

        (step,) = steps_of(dated)
        wanted = None if minutes is None else START + timedelta(minutes=minutes + 5)
        assert step.at == wanted, (after, severity)
        assert (dated.by_day[-1][0] is None) is (wanted is None)


def test_a_conditional_step_waits_for_its_question(in_force) -> None:
    question = in_force.content["questions"][0]
    when = {"question": question["key"], "answer": "refuted"}

    (step,) = steps_of(Dated(version_with(in_force, {"minutes": 10, "when": when}), START, "high"))

    assert step.at == START + timedelta(minutes=question["minutes"] + 10)
    assert question["vi"] in step.condition
    assert step.counts.startswith("Câu trả lời")


def test_holidays_weekends_and_nights_are_marked(in_force) -> None:
    by_day = Dated(version_with(in_force, {"minutes": 1}), TET, "high").by_day

    (day, marks, items) = by_day[0]
    assert (day.month, day.day) == (2, 6)
    assert marks
    assert "Tết" in marks[0] or "Tân Niên" in marks[0] or "Nguyên Đán" in marks[0]
    assert all(item.marks for item in items)


def test_days_in_the_week_have_no_mark(in_force) -> None:
    (day, marks, items), *_later = Dated(in_force, START, "high").by_day

    assert (day, marks) == (START.date(), ())
    assert not items[0].marks


def test_who_is_in_the_role_then_is_named(in_force, minh) -> None:
    place = Membership.objects.get(user=minh)
    CrewCard.objects.create(membership=place, roles=["writer"])

    seats = Dated(in_force, START, "high").seats

    assert seats["writer"].able == (minh.name,)
    assert not seats["writer"].is_empty
    assert seats["spokesperson"].is_empty


def test_legal_deadlines_have_their_date(in_force, brand) -> None:
    LegalClock.objects.filter(brand=brand).delete()
    facts = {"brand": brand, "starts_from": "detected", "owner_role": "legal"}
    LegalClock.objects.create(key="round", hours=24, working=False, **facts)
    LegalClock.objects.create(key="office", hours=8, working=True, **facts)
    LegalClock.objects.create(key="warns", hours=None, **facts)
    in_force.content = in_force.content | {"legal_clocks": ["round", "office", "warns"]}
    in_force.__dict__.pop("plan", None)

    laws = {law.clock.key: law.at for law in Dated(in_force, START, "high").laws}

    assert laws["round"] == START + timedelta(hours=24)
    assert laws["office"] == datetime(2026, 12, 1, 3, 0, tzinfo=UTC)
    assert laws["warns"] is None


def test_the_page_takes_a_start_and_prints_it(in_force, client_of, minh) -> None:
    path = reverse("playbooks:preview", args=[SLUG, 1])

    answer = client_of(minh).get(path, {"start": "2027-02-06T03:00", "severity": "critical"})

    assert answer.context["dated"].start == TET
    assert "06/02/2027" in answer.content.decode()


def test_a_start_that_is_no_date_is_told_at_its_field(in_force, client_of, minh) -> None:
    path, client = reverse("playbooks:preview", args=[SLUG, 1]), client_of(minh)

    for start in ("soon", "2027-13-01T00:00", "9" * 40):
        answer = client.get(path, {"start": start})

        assert answer.status_code == 400
        assert 'id="id_start_error"' in answer.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_dates_cost_the_same_for_one_and_three(
    in_force, count: int, django_assert_num_queries
) -> None:
    plan = version_with(in_force, *[{"minutes": at, "after": "assessed"} for at in range(count)])

    # Timers and their warning, the brand, days, crew, duty, the first hour, office hours, laws.
    with django_assert_num_queries(9):
        dated = Dated(plan, START, "moderate")
        assert len(steps_of(dated)) == count
        assert dated.by_day
        assert dated.laws
        assert dated.assumed
