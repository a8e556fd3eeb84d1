"""Driving a story: it stands still, runs faster, comes forward; nothing comes twice or is lost."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from crisisdesk.kernel.errors import Blocked, Forbidden
from drills import services
from drills.models import Inject, InjectRun
from incidents.models import Note
from tests import worlds
from tests.drills import begun
from tests.drills.stories import NOTE, story
from tests.plugins.trying import tried

#: Minutes of a small story: two at once, two close by, one beyond what most paces reach.
MINUTES = (0, 3, 7, 7, 25, 60, 100)


def come(drill) -> list[int]:
    """Minutes of the injects that the players have seen."""
    rows = drill.runs.filter(delivered_at__isnull=False)
    return sorted(rows.values_list("inject__at_minute", flat=True))


@pytest.fixture(scope="module")
def shared(django_db_setup, django_db_blocker):
    yield from begun.world(django_db_blocker)


brand, phuong, scenario, drill = map(worlds.again, begun.NAMES)


@pytest.fixture
def clock(drill):
    with time_machine.travel(drill.started_at, tick=False) as moved:
        yield moved


@pytest.fixture
def played(clock, drill):
    return drill


@pytest.fixture
def over(clock, drill, phuong):
    """Only another drill goes on."""
    services.end(drill, actor=phuong)


def later(clock, count):
    clock.shift(timedelta(minutes=count))
    services.deliver_due()


def test_a_story_that_stands_still_tells_nothing(clock, played, phuong):
    services.pause(played, actor=phuong)

    later(clock, 100)

    assert come(played) == [0]


def test_it_goes_on_where_it_stood(clock, played, phuong):
    later(clock, 5)
    services.pause(played, actor=phuong)
    later(clock, 60)
    services.go_on(played, actor=phuong)

    at_once = come(played)
    later(clock, 1)

    assert (at_once, come(played)) == ([0], [0, 6])


def test_a_pause_moves_the_end(clock, played, phuong):
    end = played.ends_at
    services.pause(played, actor=phuong)
    later(clock, 30)

    assert services.go_on(played, actor=phuong).ends_at == end + timedelta(minutes=30)


def test_twice_as_fast_halves_what_is_left(clock, played, phuong):
    later(clock, 2)
    services.set_speed(played, actor=phuong, speed=2)

    later(clock, 2)
    assert come(played) == [0, 6]
    later(clock, 3)
    assert come(played) == [0, 6, 12]


def test_speed_may_change_while_it_stands_still(clock, played, phuong):
    services.pause(played, actor=phuong)
    later(clock, 10)
    services.set_speed(played, actor=phuong, speed=4)
    services.go_on(played, actor=phuong)

    later(clock, 3)

    assert come(played) == [0, 6, 12]


@given(
    steps=st.lists(
        st.tuples(st.sampled_from(["pause", "go on", 1, 2, 4]), st.integers(0, 30)), max_size=8
    )
)
@tried(8, 60)
def test_whatever_the_pace_each_inject_comes_at_its_minute_of_the_story(
    clock, brand, phuong, over, steps
):
    scenario = story(brand, *({**NOTE, "at_minute": at} for at in MINUTES), minutes=120)
    drill = services.start(scenario, actor=phuong)
    told, speed, still = 0.0, 1, False
    try:
        for act, count in steps:
            if act == "pause":
                services.pause(drill, actor=phuong)
                still = True
            elif act == "go on":
                services.go_on(drill, actor=phuong)
                still = False
            else:
                services.set_speed(drill, actor=phuong, speed=act)
                speed = act
            later(clock, count)
            told += 0 if still else count * speed
            planned = drill.runs.values_list("inject__at_minute", flat=True)
            assert come(drill) == sorted(minute for minute in planned if minute <= told)
    finally:
        services.end(drill, actor=phuong)


def test_an_inject_brought_forward_comes_once(clock, played, phuong):
    run = played.runs.get(inject__at_minute=45)

    services.send_now(run, actor=phuong)
    later(clock, 60)

    assert Note.objects.filter(incident=played.incident, text__contains="hoàn tiền").count() == 1
    with pytest.raises(Blocked):
        services.send_now(run, actor=phuong)


def test_bringing_one_forward_brings_no_other(clock, played, phuong):
    services.pause(played, actor=phuong)
    later(clock, 20)

    services.send_now(played.runs.get(inject__at_minute=45), actor=phuong)

    assert come(played) == [0, 45]


def test_what_is_put_in_by_hand_is_told_and_judged_but_not_kept_for_next_time(
    clock, played, scenario, phuong
):
    later(clock, 7)
    run = services.put_in(
        played, actor=phuong, channel="call", persona="Bố của khách", content="Cháu đi cấp cứu."
    )
    services.observe(run, actor=phuong, observed="met")
    services.end(played, actor=phuong)

    again = services.start(scenario, actor=phuong)

    assert Note.objects.filter(text__contains="Bố của khách: Cháu đi cấp cứu.").count() == 1
    assert (run.inject.at_minute, run.inject.only_for) == (7, played)
    assert again.runs.count() == played.runs.count() - 1


@pytest.mark.parametrize(
    ("given_", "field"),
    [({"content": " "}, "content"), ({"channel": "pigeon"}, "channel")],
)
def test_nothing_empty_is_put_in(played, phuong, given_, field):
    words = {"channel": "call", "persona": "", "content": "Chuông reo", **given_}

    with pytest.raises(ValidationError) as refused:
        services.put_in(played, actor=phuong, **words)

    assert list(refused.value.message_dict) == [field]
    assert Inject.objects.filter(only_for__isnull=False).count() == 0


def test_an_unknown_speed_is_refused(played, phuong):
    with pytest.raises(ValidationError):
        services.set_speed(played, actor=phuong, speed=3)


def test_who_only_watches_drives_nothing(played, khoa):
    for act in (services.pause, services.go_on):
        with pytest.raises(Forbidden):
            act(played, actor=khoa)


def test_a_drill_that_ended_has_no_pace(played, phuong):
    services.end(played, actor=phuong)

    with pytest.raises(Blocked):
        services.pause(played, actor=phuong)


def test_ending_while_it_stands_still_tells_nothing_more(clock, played, phuong):
    services.pause(played, actor=phuong)
    clock.shift(timedelta(minutes=80))

    services.end(played, actor=phuong)

    assert InjectRun.objects.filter(drill=played, delivered_at__isnull=False).count() == 1


def test_the_page_drives_it(played, phuong, client_of):
    client, at = client_of(phuong), played.get_absolute_url()

    client.post(f"{at}pause/")
    still = client.get(at).content.decode()
    client.post(f"{at}go-on/")
    client.post(f"{at}speed/", {"speed": 2})
    client.post(f"{at}put-in/", {"channel": "call", "content": "Chuông reo"})

    played.refresh_from_db()
    assert "Câu chuyện đang dừng" in still
    assert (played.paused_at, played.speed) == (None, 2)
    assert "Chuông reo" in client.get(at).content.decode()


def test_what_is_put_in_stands_at_its_minute_of_the_story(clock, played, phuong):
    services.set_speed(played, actor=phuong, speed=4)
    later(clock, 10)

    run = services.put_in(played, actor=phuong, channel="call", persona="", content="Chuông reo")

    assert run.inject.at_minute == 40
