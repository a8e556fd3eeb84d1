"""Scenarios come and go as files, copies and by hand; drills keep theirs."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from crisisdesk.kernel.errors import Blocked, Forbidden
from drills import schema, services, story
from drills.models import Drill, Inject, Scenario
from drills.services import scenarios, stories
from drills.services.seeding import SEED
from teams.models import Role
from tests.conftest import person
from tests.drills.small import STORY, inject, with_

FILES = sorted(SEED.glob("*.yaml"))


@pytest.fixture
def small(brand):
    return scenarios.plant(brand, schema.clean(STORY))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_shipped_file_leaves_the_desk_byte_for_byte_as_it_came(brand, admin_person, path):
    text = path.read_text("utf-8")

    taken = scenarios.take_in(brand, text, actor=admin_person)

    assert scenarios.export(taken) == text
    assert scenarios.export(scenarios.take_in(brand, text, actor=admin_person)) == text


def test_importing_again_changes_only_what_the_file_changed(small, admin_person, phuong):
    services.end(services.start(small, actor=phuong), actor=phuong)
    before = dict(small.story().values_list("key", "pk"))
    other = with_("injects[1].content", {"vi": "Lời mới"})
    other["injects"][3] = inject("fresh", 25)
    text = scenarios.dump(story.spare(schema.clean(other)))

    scenarios.take_in(small.brand, text, actor=admin_person)

    after = dict(small.story().values_list("key", "pk"))
    assert list(after) == ["first", "second", "third", "fresh"]
    assert (after["first"], after["third"]) == (before["first"], before["third"])
    assert after["second"] != before["second"]
    kept = [run.inject.content_vi for run in Drill.objects.get().runs.all()]
    assert kept == ["Lời first", "Lời second", "Lời third", "Lời last"]


def test_a_file_of_another_is_refused_whole(small, admin_person):
    with pytest.raises(ValidationError):
        scenarios.take_in(small.brand, "slug: small_story\n", actor=admin_person)

    assert small.story().count() == 4


def test_a_new_scenario_takes_its_identifier_from_its_title(brand, manager):
    facts = {"format": "tabletop", "minutes": 60}

    one = scenarios.create(brand, actor=manager, title_vi="Đường dây nóng", **facts)
    two = scenarios.create(brand, actor=manager, title_vi="Đường dây nóng", **facts)

    assert (one.slug, two.slug) == ("duong_day_nong", "duong_day_nong_2")
    with pytest.raises(ValidationError):
        scenarios.create(brand, actor=manager, title_vi="Khác", slug="duong_day_nong", **facts)


def test_a_copy_is_another_scenario_with_the_same_story(small, manager):
    made = scenarios.copy(small, actor=manager)

    assert made.slug == "small_story_2"
    assert "bản sao" in made.title_vi
    assert [i.key for i in made.story()] == [i.key for i in small.story()]
    stories.remove(made.story()[0], actor=manager)
    assert small.story().count() == 4


def test_a_copy_goes_to_a_brand_where_one_may_write(small, manager, other_brand):
    with pytest.raises(Forbidden):
        scenarios.copy(small, actor=manager, brand=other_brand)

    other_brand.memberships.create(user=manager, role=Role.MANAGER)
    manager.__dict__.pop("_memberships")
    made = scenarios.copy(small, actor=manager, brand=other_brand)

    assert (made.brand, made.slug) == (other_brand, "small_story")
    assert made.story().count() == 4


def test_a_retired_scenario_keeps_its_drills_and_is_rehearsed_no_more(small, manager, phuong):
    drill = services.end(services.start(small, actor=phuong), actor=phuong)

    gone = scenarios.retire(small, actor=manager)

    assert Drill.objects.get().scenario == small and drill.runs.count() == 4
    with pytest.raises(Blocked) as caught:
        services.start(gone, actor=phuong)
    assert [reason.code for reason in caught.value.reasons] == ["retired"]
    scenarios.bring_back(gone, actor=manager)
    assert services.start(Scenario.objects.get(), actor=phuong).runs.count() == 4


def test_a_story_that_contradicts_itself_does_not_start(small, manager, phuong):
    scenarios.change(small, actor=manager, minutes=15)

    with pytest.raises(Blocked) as caught:
        services.start(Scenario.objects.get(), actor=phuong)

    assert [reason.code for reason in caught.value.reasons] == ["untellable"]
    assert "injects[3].minute" in str(caught.value)


def test_an_author_of_a_brand_does_not_write_for_another(small, other_brand):
    stranger = person(other_brand, "Lạ", Role.ADMIN)

    with pytest.raises(Forbidden):
        scenarios.change(small, actor=stranger, minutes=15)
    with pytest.raises(Forbidden):
        scenarios.take_in(small.brand, scenarios.export(small), actor=stranger)
    assert Inject.objects.count() == 4
