"""A story goes on the way that exercise control chose, and no other."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.errors import Blocked, Forbidden
from drills import services
from tests import worlds
from tests.drills import begun
from tests.drills.stories import NOTE, story

CALM = {**NOTE, "branch": "Xin lỗi sớm"}
STORM = {**NOTE, "branch": "Im lặng"}


def told(brand):
    return story(
        brand, NOTE, {**CALM, "at_minute": 30}, {**CALM, "at_minute": 40},
        {**STORM, "at_minute": 20}, {**NOTE, "at_minute": 50},
    )  # fmt: skip


@pytest.fixture(scope="module")
def shared(django_db_setup, django_db_blocker):
    yield from begun.world(django_db_blocker, told)


brand, phuong, scenario, drill = map(worlds.again, begun.NAMES)


@pytest.fixture
def clock(drill):
    with time_machine.travel(drill.started_at, tick=False) as moved:
        yield moved


def come(drill):
    rows = drill.runs.filter(delivered_at__isnull=False)
    return list(rows.values_list("inject__branch", "inject__at_minute"))


def later(clock, count):
    clock.shift(timedelta(minutes=count))
    services.deliver_due()


def test_nothing_of_a_branch_comes_unless_it_was_chosen(clock, drill):
    later(clock, 60)

    assert come(drill) == [("", 0), ("", 50)]


def test_chosen_in_time_its_injects_come_at_their_minutes(clock, drill, phuong):
    later(clock, 10)
    services.choose_branch(drill, actor=phuong, branch="Xin lỗi sớm")

    later(clock, 20)
    assert come(drill) == [("", 0), ("Xin lỗi sớm", 30)]
    later(clock, 30)
    assert come(drill)[1:] == [("Xin lỗi sớm", 30), ("Xin lỗi sớm", 40), ("", 50)]


def test_chosen_late_the_branch_moves_back_as_a_whole(clock, drill, phuong):
    later(clock, 45)
    services.choose_branch(drill, actor=phuong, branch="Xin lỗi sớm")
    assert come(drill)[1:] == [("Xin lỗi sớm", 30)]

    later(clock, 9)
    assert len(come(drill)) == 3
    later(clock, 1)
    assert ("Xin lỗi sớm", 40) in come(drill)


def test_a_branch_that_moved_beyond_the_end_makes_the_story_longer(clock, drill, phuong):
    later(clock, 55)

    drill = services.choose_branch(drill, actor=phuong, branch="Xin lỗi sớm")

    assert drill.ends_at == drill.started_at + timedelta(minutes=65)


def test_its_pace_is_that_of_the_story(clock, drill, phuong):
    services.set_speed(drill, actor=phuong, speed=2)
    later(clock, 5)
    services.choose_branch(drill, actor=phuong, branch="Im lặng")

    later(clock, 5)

    assert ("Im lặng", 20) in come(drill)


def test_chosen_while_the_story_stands_still_it_waits_with_it(clock, drill, phuong):
    later(clock, 10)
    services.pause(drill, actor=phuong)
    clock.shift(timedelta(minutes=60))
    services.choose_branch(drill, actor=phuong, branch="Im lặng")
    services.go_on(drill, actor=phuong)

    later(clock, 9)
    assert come(drill) == [("", 0)]
    later(clock, 1)
    assert come(drill)[1:] == [("Im lặng", 20)]


def test_a_choice_is_made_once_and_noted(clock, drill, phuong, manager):
    drill = services.choose_branch(drill, actor=manager, branch="Im lặng")

    with pytest.raises(Blocked):
        services.choose_branch(drill, actor=phuong, branch="Xin lỗi sớm")
    assert (drill.branch, drill.branch_at, drill.branch_by) == ("Im lặng", now(), manager)


def test_a_way_that_is_not_there_cannot_be_chosen(drill, phuong):
    with pytest.raises(ValidationError):
        services.choose_branch(drill, actor=phuong, branch="Đường khác")


def test_who_only_watches_chooses_nothing(drill, khoa):
    with pytest.raises(Forbidden):
        services.choose_branch(drill, actor=khoa, branch="Im lặng")


def test_a_drill_that_ended_goes_on_no_way(drill, phuong):
    services.end(drill, actor=phuong)

    with pytest.raises(Blocked):
        services.choose_branch(drill, actor=phuong, branch="Im lặng")


def test_the_api_chooses_too_and_says_what_was_left_out(clock, drill, phuong, api_of):
    api = api_of(phuong)

    answer = api.post(f"/api/v1/drills/{drill.pk}/branch/", {"branch": "Im lặng"}, format="json")
    again = api.post(f"/api/v1/drills/{drill.pk}/branch/", {"branch": "Im lặng"}, format="json")

    assert (answer.status_code, answer.json()["branch"]) == (200, "Im lặng")
    assert (again.status_code, again.json()["blockers"][0]["code"]) == (409, "branch_chosen")
    shown = api.get(f"/api/v1/drills/{drill.pk}/").json()["injects"]
    assert {(row["arrives"], row["branch"], row["left_out_why"]) for row in shown} == {
        ("note", "", ""), ("note", "Im lặng", ""),
    }  # fmt: skip


def test_the_page_offers_the_ways_and_then_says_which_was_chosen(drill, phuong, client_of):
    client, at = client_of(phuong), drill.get_absolute_url()
    before = client.get(at).content.decode()

    client.post(f"{at}branch/", {"branch": "Im lặng"})

    after = client.get(at).content.decode()
    assert before.count('name="branch"') == 2
    assert 'name="branch"' not in after
    assert "<strong>Im lặng</strong>" in after
