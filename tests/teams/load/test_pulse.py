"""The pulse: one's own, or five people's together, and nothing in between."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.errors import Forbidden
from teams.load import pulse, pulse_weeks
from teams.models import LoadRules, Membership, PulseAnswer, PulseWeek, Role

#: A Wednesday.
DAY = "2026-06-17T09:00:00+07:00"
NEXT_MONDAY = "2026-06-22T00:05:00+07:00"


@pytest.fixture
def team(brand, make_person):
    """Seven people who have been here for a year."""
    people = [make_person(f"Người {letter}", Role.MEMBER) for letter in "ABCDEFG"]
    Membership.objects.update(created_at="2025-06-01T00:00:00+07:00")
    return people


@pytest.fixture(autouse=True)
def _wednesday():
    with time_machine.travel(DAY, tick=False):
        yield


def said(brand, people, *values, shared=True):
    for person, value in zip(people, values, strict=True):
        pulse.answer(brand, actor=person, value=value, shared=shared)


def after_the_week():
    with time_machine.travel(NEXT_MONDAY, tick=False):
        pulse_weeks.sweep()
    return list(PulseWeek.objects.values_list("band", flat=True))


@pytest.mark.parametrize(
    ("values", "band"),
    [((1, 2, 2, 3, 2), "low"), ((3, 3, 3, 2, 4), "middle"), ((4, 5, 4, 5, 3), "good")],
)
def test_five_answers_make_one_word(brand, team, values, band):
    said(brand, team[:5], *values)

    assert after_the_week() == [band]


def test_four_answers_make_none(brand, team):
    said(brand, team[:4], 1, 1, 1, 1)

    assert after_the_week() == ["few"]


def test_five_answers_of_three_people_make_none(brand, team):
    for day in range(2):
        with time_machine.travel(now() + timedelta(days=day), tick=False):
            said(brand, team[:3], 4, 4, 4)

    assert after_the_week() == ["few"]


def test_an_answer_that_is_not_shared_does_not_count(brand, team):
    said(brand, team[:4], 4, 4, 4, 4)
    said(brand, team[4:5], 1, shared=False)

    assert after_the_week() == ["few"]


def test_nothing_is_told_of_the_week_that_is_going_on(brand, team):
    said(brand, team[:5], 1, 1, 1, 1, 1)
    pulse_weeks.sweep()

    assert pulse_weeks.of_team(brand) == []


def test_asking_twice_with_one_more_answer_between_tells_nothing(brand, team):
    """The attacker looks, the victim answers, the attacker looks again."""
    said(brand, team[:5], 3, 3, 3, 3, 3)
    before = pulse_weeks.of_team(brand)
    pulse_weeks.sweep()
    said(brand, team[5:6], 1)
    pulse_weeks.sweep()

    assert before == pulse_weeks.of_team(brand) == []


def test_an_answer_taken_back_afterwards_changes_no_figure(brand, team):
    """The attacker looks, the victim erases or leaves, the attacker looks again."""
    said(brand, team[:5], 5, 5, 5, 5, 1)
    first = after_the_week()

    pulse.erase(team[4])
    Membership.objects.filter(user=team[3]).update(is_active=False)

    assert after_the_week() == first == ["good"]
    assert PulseWeek.objects.count() == 1


def test_a_mean_or_a_number_of_people_is_not_stored(brand, team):
    """One among five cannot be told from the others: 1 and 3 give the same row."""
    said(brand, team[:5], 4, 4, 4, 4, 3)
    after_the_week()
    row = PulseWeek.objects.values("monday", "band").get()
    PulseWeek.objects.all().delete()
    said(brand, team[4:5], 5)
    after_the_week()

    assert PulseWeek.objects.values("monday", "band").get() == row
    names = {field.name for field in PulseWeek._meta.get_fields()}
    assert names == {"id", "brand", "monday", "band"}


def test_made_up_colleagues_do_not_count(brand, team, make_person):
    """The admin invites four people whose answers they give themselves."""
    puppets = [make_person(f"Rối {letter}", Role.MEMBER) for letter in "ABCD"]
    said(brand, [*puppets, team[0]], 5, 5, 5, 5, 1)

    assert after_the_week() == ["few"]


def test_the_second_answer_of_a_day_replaces_the_first(brand, team):
    said(brand, team[:1], 2)
    said(brand, team[:1], 4)

    assert [row["value"] for row in pulse.mine(team[0])] == [4]


def test_what_is_stored_does_not_show_the_value(brand, team):
    for person in team[:2]:
        pulse.answer(brand, actor=person, value=2)

    one, other = PulseAnswer.objects.values_list("sealed", flat=True)
    assert one != other
    assert pulse.opened(one) == pulse.opened(other) == 2


def test_a_person_takes_out_and_erases_their_own_only(brand, team):
    said(brand, team[:2], 2, 5)
    theirs = PulseAnswer.objects.get(user=team[1])

    assert [row["value"] for row in pulse.exported(team[0])] == [2]
    assert json.dumps(pulse.exported(team[0]))
    assert pulse.erase(team[0], theirs.pk) == 0
    assert pulse.erase(team[0]) == 1
    assert list(PulseAnswer.objects.all()) == [theirs]


@pytest.mark.parametrize("value", [0, 6, -1])
def test_there_are_five_answers(brand, team, value):
    with pytest.raises(ValidationError):
        pulse.answer(brand, actor=team[0], value=value)


def test_a_brand_may_do_without(brand, team):
    LoadRules.objects.create(brand=brand, asks_pulse=False)

    with pytest.raises(Forbidden):
        pulse.answer(brand, actor=team[0], value=3)


def test_a_stranger_does_not_answer_for_the_brand(brand, vy):
    with pytest.raises(Forbidden):
        pulse.answer(brand, actor=vy, value=3)
