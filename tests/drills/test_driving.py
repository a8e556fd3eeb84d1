"""Who drives a drill: whoever started it, not those who play; and what becomes of it by a merge."""

from __future__ import annotations

import pytest
from django.urls import reverse

from crisisdesk.kernel.errors import Blocked, Forbidden
from crisisdesk.kernel.rights import may
from drills import services
from drills.models import Drill
from incidents.models import Note
from incidents.services import lifecycle
from tests.drills import rehearsed
from tests.drills.stories import NOTE, story

ACTS = {
    "pause": lambda drill, actor: services.pause(drill, actor=actor),
    "go_on": lambda drill, actor: services.go_on(drill, actor=actor),
    "set_speed": lambda drill, actor: services.set_speed(drill, actor=actor, speed=2),
    "branch": lambda drill, actor: services.choose_branch(drill, actor=actor, branch="x"),
    "put_in": lambda drill, actor: services.put_in(
        drill, actor=actor, channel="call", persona="", content="Chuông reo"
    ),
    "send_now": lambda drill, actor: services.send_now(drill.runs.last(), actor=actor),
    "end": lambda drill, actor: services.end(drill, actor=actor),
}


@pytest.fixture
def drill(brand, phuong, minh, manager, lan) -> Drill:
    """Phượng started it; Minh and the manager Bảo play; Lan observes."""
    made = rehearsed.run(rehearsed.story(brand), phuong, minh, manager)
    made.observers.set([lan])
    return Drill.objects.get(pk=made.pk)


@pytest.mark.parametrize("act", ACTS)
def test_no_player_and_no_observer_drives(drill, minh, manager, lan, act):
    for person in (minh, manager, lan):
        with pytest.raises(Forbidden):
            ACTS[act](drill, person)


def test_who_started_it_drives_and_an_admin_who_does_not_play_stands_in(
    drill, phuong, admin_person, lead
):
    services.pause(drill, actor=phuong)
    services.go_on(drill, actor=admin_person)

    # A colleague who only happens to work here has no part in it.
    assert not may(lead, "drills.drive", drill)


def test_who_started_it_drives_though_they_play(brand, minh):
    drill = rehearsed.run(rehearsed.story(brand), minh, minh)

    assert services.end(drill, actor=minh).ended_at is not None


def test_where_whoever_started_it_has_left_somebody_can_still_end_it(drill, phuong, manager, minh):
    phuong.memberships.all().delete()
    drill = Drill.objects.get(pk=drill.pk)

    assert not may(minh, "drills.drive", drill)
    assert services.end(drill, actor=manager).ended_by == manager


def test_players_are_offered_no_button_that_drives(client_of, drill, minh, phuong):
    url, end = drill.get_absolute_url(), reverse("drills:end", args=[drill.pk])

    assert end not in client_of(minh).get(url).content.decode()
    assert end in client_of(phuong).get(url).content.decode()
    assert client_of(minh).get(reverse("drills:put_in", args=[drill.pk])).status_code == 403


def test_a_drill_that_nobody_would_play_does_not_start(brand, admin_person):
    with pytest.raises(Blocked) as refused:
        services.start(story(brand, NOTE), actor=admin_person, observers=[admin_person])

    assert [reason.code for reason in refused.value.reasons] == ["nobody_plays"]
    assert not Drill.objects.exists()


def test_a_drill_ends_when_its_case_goes_into_another(brand, phuong, minh, pass_minutes):
    later = {**NOTE, "at_minute": 10}
    first, second = (
        services.start(story(brand, NOTE, later), actor=phuong, players=[phuong, minh])
        for _number in range(2)
    )

    lifecycle.merge(first.incident, second.incident, actor=phuong, reason="một chuyện")
    for one in (first, second):
        pass_minutes(one, 20)
    before = Note.objects.count()

    assert services.deliver_due() == 1
    assert Note.objects.count() == before + 1
    for one in (first, second):
        one.refresh_from_db()
    assert (first.ended_by, second.is_running) == (phuong, True)
    assert first.kept_sheet.lines
