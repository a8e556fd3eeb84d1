"""Observers judge what the players have seen."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from crisisdesk.kernel.errors import Blocked, Forbidden
from drills import services
from tests import worlds
from tests.drills import begun


@pytest.fixture(scope="module")
def shared(django_db_setup, django_db_blocker):
    yield from begun.world(django_db_blocker)


brand, phuong, scenario, drill = map(worlds.again, begun.NAMES)


def first(drill):
    return drill.runs.get(inject__order=1)


def test_an_observer_says_what_was_seen_and_may_think_again(drill, nghia, manager):
    services.observe(first(drill), actor=nghia, observed="missed", comment="Chậm")
    services.observe(first(drill), actor=manager, observed="partly", comment=" Sau 9 phút ")

    run = first(drill)
    assert (run.observed, run.comment, run.by) == ("partly", "Sau 9 phút", manager)


def test_what_the_players_have_not_seen_cannot_be_judged(drill, manager):
    waiting = drill.runs.get(inject__order=2)

    with pytest.raises(Blocked) as refused:
        services.observe(waiting, actor=manager, observed="met")

    assert [reason.code for reason in refused.value.reasons] == ["not_delivered"]


def test_an_unknown_verdict_names_its_field(drill, manager):
    with pytest.raises(ValidationError) as refused:
        services.observe(first(drill), actor=manager, observed="great")

    assert list(refused.value.error_dict) == ["observed"]


@pytest.mark.parametrize("who", ["khoa", "vy"])
def test_who_only_watches_or_is_a_stranger_judges_nothing(drill, who, request):
    with pytest.raises(Forbidden):
        services.observe(first(drill), actor=request.getfixturevalue(who), observed="met")


def test_judging_goes_on_after_the_end(drill, phuong):
    services.end(drill, actor=phuong)

    services.observe(first(drill), actor=phuong, observed="met")

    assert first(drill).observed == "met"


def test_no_player_judges_what_they_did(drill, phuong, minh, api_of):
    drill.incident.allowed.add(minh)
    drill = type(drill).objects.get(pk=drill.pk)

    answer = api_of(minh).post(
        f"/api/v1/drills/{drill.pk}/injects/{first(drill).pk}/", {"observed": "met"}
    )

    assert answer.status_code == 403
    services.end(drill, actor=phuong)
    with pytest.raises(Forbidden):
        services.observe(first(drill), actor=minh, observed="met")
    assert first(drill).observed == ""
