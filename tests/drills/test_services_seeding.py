"""The shipped drill is the handbook's, whole and in both languages."""

from __future__ import annotations

import pytest

from drills import services
from drills.enums import Format
from drills.models import Inject, Scenario

MINUTES = [0, 6, 12, 18, 25, 35, 45, 60, 75, 90]


def test_the_seed_drill_has_the_ten_injects_of_the_handbook(scenario):
    assert list(scenario.injects.values_list("at_minute", flat=True)) == MINUTES
    assert (scenario.format, scenario.minutes) == (Format.FUNCTIONAL, 90)


@pytest.mark.parametrize("name", ["persona", "content", "expected"])
def test_every_inject_says_it_in_both_languages(scenario, name):
    for inject in scenario.injects.all():
        vietnamese, english = getattr(inject, f"{name}_vi"), getattr(inject, f"{name}_en")
        assert vietnamese and english and vietnamese != english


def test_a_second_seeding_adds_and_changes_nothing(scenario, brand):
    Scenario.objects.update(title_vi="Tên riêng")

    services.seed(brand)

    assert set(Scenario.objects.values_list("title_vi", flat=True)) == {"Tên riêng"}
    assert Inject.objects.filter(scenario=scenario).count() == len(MINUTES)
