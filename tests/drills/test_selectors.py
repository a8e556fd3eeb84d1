"""Lists of drills count what was recorded and cost the same whatever their length."""

from __future__ import annotations

import pytest

from drills import selectors, services
from drills.models import Drill, Scenario


@pytest.fixture
def make_drills(scenario, phuong):
    def make(count: int) -> None:
        for _number in range(count):
            services.end(services.start(scenario, actor=phuong), actor=phuong)

    return make


@pytest.mark.parametrize("count", [1, 3])
def test_a_list_of_drills_costs_the_same_whatever_its_length(
    make_drills, khoa, django_assert_num_queries, count
):
    make_drills(count)

    with django_assert_num_queries(3):
        rows = list(selectors.with_runs(selectors.drills(khoa)))
        shown = [(str(row), row.started_by.name, len(row.runs.all())) for row in rows]

    assert len(shown) == count


def test_a_drill_counts_its_injects_and_judgements(drill, phuong, pass_minutes):
    pass_minutes(drill, 13)
    services.deliver_due()
    first, second, _third = drill.runs.filter(delivered_at__isnull=False)
    services.observe(first, actor=phuong, observed="met")
    services.observe(second, actor=phuong, observed="missed")

    found = selectors.drills(phuong).get()

    assert (found.came, found.judged, found.met) == (3, 2, 1)


def test_scenarios_know_their_injects_and_last_drill(make_drills, brand):
    make_drills(2)

    found = selectors.scenarios(brand).get(slug="rumour_to_recall")

    assert found.inject_count == 10
    assert found.last_at == Drill.objects.latest("started_at").started_at
    assert Scenario.objects.count() == 8


def test_the_pulse_beats_with_every_event(drill, phuong, pass_minutes):
    beats = [selectors.pulse(drill)]
    pass_minutes(drill, 7)
    services.deliver_due()
    beats.append(selectors.pulse(drill))
    services.observe(drill.runs.first(), actor=phuong, observed="met")
    beats.append(selectors.pulse(drill))
    beats.append(selectors.pulse(services.end(drill, actor=phuong)))

    assert beats == sorted(set(beats))
