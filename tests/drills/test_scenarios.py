"""The shipped scenarios: six, whole in both languages, each fit for its format."""

from __future__ import annotations

import pytest

from crisisdesk.kernel.vocabulary import IncidentRole
from drills import services
from drills.enums import Format
from drills.models import Scenario
from drills.services.seeding import SEED
from playbooks.models import Playbook
from playbooks.services import seed as plans

NAMES = sorted(path.stem for path in SEED.glob("*.yaml"))


@pytest.fixture
def shipped(brand):
    services.seed(brand)
    return {scenario.slug: scenario for scenario in Scenario.objects.filter(brand=brand)}


def test_six_scenarios_cover_every_format(shipped):
    assert sorted(shipped) == NAMES
    assert len(NAMES) == 6
    assert {scenario.format for scenario in shipped.values()} == set(Format)


def test_seeding_twice_changes_nothing(brand, shipped):
    services.seed(brand)

    assert Scenario.objects.filter(brand=brand).count() == 6


@pytest.mark.parametrize("name", NAMES)
def test_everything_is_said_in_both_languages(shipped, name):
    scenario = shipped[name]
    rows = [(scenario, ("title", "brief"))]
    rows += [(i, ("persona", "content", "objective", "expected")) for i in scenario.injects.all()]

    empty = [
        (str(row), f"{part}_{code}")
        for row, parts in rows
        for part in parts
        for code in ("vi", "en")
        if not getattr(row, f"{part}_{code}")
    ]
    assert empty == []


@pytest.mark.parametrize("name", NAMES)
def test_every_inject_has_its_player_and_comes_within_the_time(shipped, name):
    injects = list(shipped[name].injects.all())

    assert {inject.player for inject in injects} <= set(IncidentRole.values)
    assert all(inject.at_minute <= shipped[name].minutes for inject in injects)
    assert injects[0].at_minute == 0


@pytest.mark.parametrize("name", NAMES)
def test_the_brief_says_that_it_is_a_drill(shipped, name):
    assert "DIỄN TẬP" in shipped[name].brief_vi
    assert any(word in shipped[name].brief_en for word in ("DRILL", "TABLETOP"))


def test_every_scenario_rehearses_a_shipped_type(brand, shipped):
    plans(brand)
    known = set(Playbook.objects.filter(brand=brand).values_list("slug", flat=True)) | {""}

    assert {scenario.kind for scenario in shipped.values()} <= known
