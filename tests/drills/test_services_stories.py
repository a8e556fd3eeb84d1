"""Writing a story: places and minutes follow, and what a drill has told stays as it was."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.errors import Blocked, Forbidden, Stale
from drills import schema, services, story
from drills.models import Drill, Inject
from drills.services import scenarios, stories
from tests.drills.small import STORY, inject


@pytest.fixture
def small(brand):
    return scenarios.plant(brand, schema.clean(STORY))


@pytest.fixture
def used(small, phuong):
    """The story after one drill, whose sheet must stay true."""
    services.end(services.start(small, actor=phuong), actor=phuong)
    return small


def told(scenario):
    return [(i.key, i.at_minute) for i in scenario.story()]


def piece(scenario, key):
    return scenario.story().get(key=key)


def row(found, **other):
    return {**story.inject_document(found), **other}


def test_a_new_piece_stands_at_its_minute(small, manager):
    stories.add(small, actor=manager, row=inject("new", 15))

    assert told(small) == [("first", 0), ("second", 10), ("third", 10), ("new", 15), ("last", 20)]
    assert [i.order for i in small.story()] == [1, 2, 3, 4, 5]


def test_a_new_piece_may_stand_between_two_of_the_same_minute(small, manager):
    stories.add(small, actor=manager, row=inject("new", 10), after=piece(small, "second"))

    assert [key for key, _m in told(small)] == ["first", "second", "new", "third", "last"]


def test_what_cannot_stand_there_goes_to_its_minute(small, manager):
    stories.add(small, actor=manager, row=inject("new", 25), after=piece(small, "first"))

    assert told(small)[-1] == ("new", 25)


def test_a_piece_repeated_has_a_name_of_its_own(small, manager):
    again = stories.repeat(piece(small, "second"), actor=manager)

    assert [key for key, _m in told(small)] == ["first", "second", again.key, "third", "last"]
    assert again.key not in {"first", "second", "third", "last"}


@pytest.mark.parametrize(
    ("key", "before", "expected"),
    [
        ("last", "first", [("last", 0), ("first", 0), ("second", 10), ("third", 10)]),
        ("first", None, [("second", 10), ("third", 10), ("last", 20), ("first", 20)]),
        ("third", "second", [("first", 0), ("third", 10), ("second", 10), ("last", 20)]),
        ("last", "third", [("first", 0), ("second", 10), ("last", 10), ("third", 10)]),
        ("second", "second", [("first", 0), ("second", 10), ("third", 10), ("last", 20)]),
    ],
)
def test_a_moved_piece_changes_its_minute_only_as_far_as_it_must(
    small, manager, key, before, expected
):
    stories.move(piece(small, key), actor=manager, before=before and piece(small, before))

    assert told(small) == expected


def test_a_later_minute_moves_the_piece(small, manager):
    found = piece(small, "first")

    stories.change(found, actor=manager, row=row(found, minute=12))

    assert told(small) == [("second", 10), ("third", 10), ("first", 12), ("last", 20)]


def test_other_words_leave_it_where_it_stands(small, manager):
    found = piece(small, "second")

    stories.change(found, actor=manager, row=row(found, content={"vi": "Khác", "en": ""}))

    assert [key for key, _m in told(small)] == ["first", "second", "third", "last"]
    assert piece(small, "second").pk == found.pk
    assert piece(small, "second").content_vi == "Khác"


def test_what_a_drill_has_told_stays_word_for_word(used, manager):
    before = {run.inject_id: story.columns_of(run.inject) for run in Drill.objects.get().runs.all()}
    found = piece(used, "first")

    stories.change(found, actor=manager, row=row(found, expected={"vi": "Việc khác", "en": ""}))
    stories.move(piece(used, "last"), actor=manager, before=piece(used, "second"))
    stories.remove(piece(used, "third"), actor=manager)

    runs = Drill.objects.get().runs.all()
    assert {run.inject_id: story.columns_of(run.inject) for run in runs} == before
    assert told(used) == [("first", 0), ("last", 10), ("second", 10)]
    assert piece(used, "first").expected_vi == "Việc khác"


def test_a_piece_that_no_drill_told_is_simply_gone(small, manager):
    stories.remove(piece(small, "third"), actor=manager)

    assert Inject.objects.filter(scenario=small).count() == 3
    assert [i.order for i in small.story()] == [1, 2, 3]


def test_the_next_drill_tells_the_new_story_only(used, manager, phuong):
    stories.remove(piece(used, "last"), actor=manager)

    drill = services.start(used, actor=phuong)

    assert [run.inject.key for run in drill.runs.all()] == ["first", "second", "third"]


def test_while_a_drill_runs_its_story_stands_still(small, manager, phuong):
    services.start(small, actor=phuong)
    found = piece(small, "first")

    for act in (
        lambda: stories.add(small, actor=manager, row=inject("new", 1)),
        lambda: stories.change(found, actor=manager, row=row(found, minute=3)),
        lambda: stories.move(found, actor=manager, before=None),
        lambda: stories.remove(found, actor=manager),
        lambda: scenarios.change(small, actor=manager, minutes=90),
        lambda: scenarios.retire(small, actor=manager),
        lambda: scenarios.take_in(small.brand, scenarios.export(small), actor=manager),
    ):
        with pytest.raises(Blocked):
            act()
    assert told(small)[0] == ("first", 0)


def test_whoever_saves_second_hears_of_it(small, manager):
    found = piece(small, "first")
    seen = story.mark(found)
    stories.change(found, actor=manager, row=row(found, minute=3), seen=seen)

    with pytest.raises(Stale):
        stories.change(found, actor=manager, row=row(found, minute=4), seen=seen)


def test_a_piece_replaced_meanwhile_is_not_written_again(used, manager):
    found = piece(used, "first")
    stories.change(found, actor=manager, row=row(found, minute=3))

    with pytest.raises(Stale):
        stories.change(found, actor=manager, row=row(found, minute=4))


@pytest.mark.parametrize("who", ["minh", "lan", "nghia", "khoa"])
def test_only_managers_and_admins_write(small, request, who):
    person = request.getfixturevalue(who)

    with pytest.raises(Forbidden):
        stories.add(small, actor=person, row=inject("new", 1))
    with pytest.raises(Forbidden):
        scenarios.create(small.brand, actor=person, title_vi="Mới")


def test_a_row_is_checked_like_a_row_of_a_file(small, manager):
    with pytest.raises(ValidationError) as caught:
        stories.add(small, actor=manager, row=inject("new", 5, arrives="posts", details={}))

    assert set(caught.value.message_dict) == {"details.count", "details.over_minutes"}


def test_a_drill_put_in_by_hand_is_no_part_of_the_story(small, phuong, manager):
    drill = services.start(small, actor=phuong)
    services.put_in(drill, actor=phuong, channel="call", persona="", content="Chuông reo")
    services.end(drill, actor=phuong)

    stories.move(piece(small, "first"), actor=manager, before=None)

    assert [key for key, _m in told(small)] == ["second", "third", "last", "first"]


def test_old_drills_keep_the_order_in_which_they_were_told(used, manager):
    runs = [run.inject.key for run in Drill.objects.get().runs.order_by("due_at", "id")]
    stories.move(piece(used, "third"), actor=manager, before=piece(used, "second"))
    Drill.objects.update(started_at=now() - timedelta(days=1))

    assert [run.inject.key for run in Drill.objects.get().runs.order_by("due_at", "id")] == runs


def test_what_control_put_in_takes_no_key_from_the_story(small, phuong, manager):
    """A file may call its pieces as the desk once called what was put in."""
    drill = services.start(small, actor=phuong)
    run = services.put_in(drill, actor=phuong, channel="call", persona="", content="Chuông reo")
    services.end(drill, actor=phuong)
    assert run.inject.key == ""
    type(run.inject).objects.filter(pk=run.inject.pk).update(key="put-in-5")

    told = {**STORY, "injects": [*STORY["injects"], inject("put-in-5", 25)]}
    scenarios.rewrite(small, schema.clean(told), actor=manager)

    assert small.story().filter(key="put-in-5").count() == 1
    again = services.start(small, actor=phuong)
    services.put_in(again, actor=phuong, channel="call", persona="", content="Chuông lại reo")
