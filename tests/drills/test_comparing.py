"""A drill beside earlier ones of its story and beside real cases of the same type."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from crisisdesk.kernel.clock import now
from drills import comparing, services
from drills.models import Drill, Scenario
from incidents.models import Incident
from tests.drills import rehearsed


@pytest.fixture
def scenario(brand) -> Scenario:
    return rehearsed.story(brand)


@pytest.fixture
def held(scenario, phuong):
    """A drill of the story that ended, taken on after so many minutes: `held(4, ago=90)`."""

    def hold(minutes: int | None, ago: int, **fields) -> Drill:
        made = rehearsed.run(scenario, phuong, phuong, ago=ago, **fields)
        if minutes is not None:
            at = made.started_at + timedelta(minutes=minutes)
            Incident.objects.filter(pk=made.incident_id).update(acknowledged_at=at)
        services.end(made, actor=phuong)
        return Drill.objects.get(pk=made.pk)

    return hold


def taken_on(drill, user):
    found = comparing.of_drill(drill, user)
    return next(row for row in found.rows if row.line.key == "time_to_acknowledge")


def minutes(count):
    return timedelta(minutes=count)


def test_times_are_compared_by_their_median_with_their_number(held, minh):
    for length, ago in ((2, 90), (10, 80), (4, 70)):
        held(length, ago)
    latest = held(3, 60)

    row = taken_on(latest, minh)

    assert (row.line.length, row.earlier.length, row.earlier.n) == (minutes(3), minutes(4), 3)
    assert row.drawn == [2.0, 10.0, 4.0, 3.0]


def test_a_drill_without_data_is_not_counted_and_nothing_is_guessed(held, minh):
    held(None, 90)
    row = taken_on(held(3, 60), minh)

    assert not row.earlier.has_data and row.earlier.length is None
    assert not row.real.has_data
    assert row.drawn == []


def test_only_drills_before_it_and_of_its_story_count(held, brand, minh, phuong):
    first = held(5, 90)
    held(50, 30)
    other = rehearsed.run(rehearsed.story(brand), phuong, ago=200)
    services.end(other, actor=phuong)

    assert comparing.of_drill(first, minh).drills == 0


def test_shares_are_all_that_was_done_of_all_that_was_asked(held, scenario, minh, phuong):
    for english in ("We are checking", ""):
        made = rehearsed.run(scenario, phuong, phuong, ago=50)
        rehearsed.said(made.incident, minh, english=english)
        services.end(made, actor=phuong)
    row = next(
        row
        for row in comparing.of_drill(held(1, 10), minh).rows
        if row.line.key == "both_languages"
    )

    assert (row.earlier.done, row.earlier.of, row.earlier.percent, row.earlier.n) == (1, 2, 50, 2)


def real(brand, after: int, **fields):
    opened = now() - timedelta(days=3)
    return rehearsed.case_of(
        brand, drill=False, opened_at=opened, acknowledged_at=opened + minutes(after),
        resolved_at=opened + timedelta(days=1), **{"status": "closed", **fields},
    )  # fmt: skip


def test_real_cases_of_the_same_type_that_are_over_stand_beside_it(held, brand, other_brand, minh):
    for after in (20, 40, 60):
        real(brand, after)
    real(brand, 1, kind="product_safety")
    real(brand, 1, status="responding")
    real(other_brand, 1)

    row = taken_on(held(3, 60), minh)

    assert (row.real.length, row.real.n) == (minutes(40), 3)


def test_a_restricted_case_is_counted_for_those_only_who_may_see_it(held, brand, minh, khoa):
    case = real(brand, 20, restricted=True)
    case.allowed.add(minh)
    drill = held(3, 60)

    assert comparing.of_drill(drill, minh).cases == 1
    assert comparing.of_drill(drill, khoa).cases == 0


def test_the_page_says_what_is_not_known(client_of, held, minh):
    drill = held(3, 60)
    page = client_of(minh).get(reverse("drills:compare", args=[drill.pk])).content.decode()

    assert page.count("chưa đủ dữ liệu") >= 20


def test_a_story_is_compared_by_its_newest_drill(client_of, scenario, held, minh):
    url = reverse("drills:compare_scenario", args=[scenario.pk])
    empty = client_of(minh).get(url).content.decode()
    assert 'class="empty' in empty

    held(9, 90)
    latest = held(3, 60)

    page = client_of(minh).get(url).content.decode()
    assert latest.incident.reference in page and "9.0 → 3.0" in page and "sparkline" in page


@pytest.mark.parametrize("count", [1, 3])
def test_comparing_costs_the_same_for_one_and_three(
    held, brand, minh, count, django_assert_num_queries
):
    for number in range(count):
        held(2, 90 - number)
        rehearsed.said(real(brand, 10), minh)
    drill = held(3, 60)

    with django_assert_num_queries(13):
        comparing.of_drill(drill, minh)
