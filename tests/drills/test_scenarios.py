"""The shipped scenarios: eight, whole in both languages, each fit for its format."""

from __future__ import annotations

import pytest

from crisisdesk.kernel.vocabulary import IncidentRole
from drills import services
from drills.checking import check
from drills.enums import Arrives, Format
from drills.models import Scenario
from drills.services.seeding import SEED
from playbooks.models import Playbook
from playbooks.services import seed as plans

NAMES = sorted(path.stem for path in SEED.glob("*.yaml"))


@pytest.fixture
def shipped(brand):
    services.seed(brand)
    return {scenario.slug: scenario for scenario in Scenario.objects.filter(brand=brand)}


def test_eight_scenarios_cover_every_format(shipped):
    assert sorted(shipped) == NAMES
    assert len(NAMES) == 8
    assert {scenario.format for scenario in shipped.values()} == set(Format)


def test_seeding_twice_changes_nothing(brand, shipped):
    services.seed(brand)

    assert Scenario.objects.filter(brand=brand).count() == 8


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


def test_every_way_of_arriving_condition_and_branch_is_rehearsed(shipped):
    told = [inject for scenario in shipped.values() for inject in scenario.story()]

    assert {inject.arrives for inject in told} == set(Arrives.values)
    conditions = {inject.condition for inject in told} - {""}
    assert {"holding_out", "holding_not_out", "not_acknowledged", "brief_not_sent"} <= conditions
    assert {scenario.slug for scenario in shipped.values() if scenario.branches} == {
        "leader_deepfake",
        "boycott_decisions",
    }


@pytest.mark.parametrize("name", NAMES)
def test_no_shipped_story_contradicts_itself(brand, shipped, name):
    plans(brand)
    injects = list(shipped[name].story())

    found = check(shipped[name], injects)

    assert found.errors == []
    about_people = [remark for remark in found.warnings if remark.inject is None]
    assert len(about_people) == 1
    assert found.warnings == about_people


def test_the_replay_plays_a_recorded_storm(shipped):
    first = shipped["milk_storm_replay"].story()[0]

    assert (first.at_minute, first.arrives) == (0, "posts")
    assert first.details == {"recording": "milk_storm"}


def test_the_tabletop_asks_for_decisions_in_both_languages(shipped):
    told = shipped["boycott_decisions"].story()

    asked = [i for i in told if "Câu hỏi " in i.content_vi and "Question " in i.content_en]
    assert len(asked) == 5
