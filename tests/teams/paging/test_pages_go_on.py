"""A page goes on until a person answers, and then nothing of it ever fires again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.errors import Blocked, Forbidden
from outbox import relay
from outbox.models import OutboxMessage, OutboxState
from teams import paging
from teams.models import Membership, Page, PageStep, Role, Team, Title
from teams.paging import acts, firing, freezing
from tests.teams.paging.conftest import called, later


def person(user):
    return freezing.person(user)


def test_the_people_on_duty_are_called_at_once_and_after_each_wait_more_of_them(
    clock, page, on_duty, minh, phuong, manager, nghia
):
    on_duty(minh)
    going = page()
    assert called(going) == [(1, minh.name)]

    assert later(clock, 4.9) == 0
    assert later(clock, 0.1) == 1
    assert called(going)[1:] == [(2, minh.name), (2, phuong.name)]
    later(clock, 5)
    assert {name for step, name in called(going) if step == 3} == {
        minh.name,
        phuong.name,
        manager.name,
        nghia.name,
    }


@pytest.mark.parametrize(
    ("severity", "minutes"), [("critical", 5), ("high", 10), ("moderate", 30), ("watch", 240)]
)
def test_each_severity_waits_as_long_as_the_handbook_says(
    clock, page, on_duty, minh, severity, minutes
):
    """B3, acknowledge by on-call. Monday morning: four working hours end in the afternoon."""
    on_duty(minh)
    going = page(severity=severity)
    # Four working hours from ten o'clock go over the hour of lunch.
    lunch = 60 if severity == "watch" else 0
    assert firing.planned(going).due_at == now() + timedelta(minutes=minutes + lunch)


def test_the_chain_is_repeated_and_then_its_last_step_until_somebody_answers(
    clock, page, on_duty, minh
):
    on_duty(minh)
    going = page(targets=[person(minh)])
    for _turn in range(12):
        assert later(clock, 10) == 1
    assert len(called(going)) == 13
    assert going.steps.filter(state="planned").count() == 1


def test_two_sweeps_of_the_same_moment_fire_once(clock, page, on_duty, minh):
    on_duty(minh)
    going = page()
    later(clock, 5)
    assert firing.sweep() == 0
    assert [step for step, _name in called(going)] == [1, 2]


def test_nobody_is_paged_after_somebody_answered(clock, page, on_duty, minh, phuong):
    """Complaint of others: still paged after acknowledging."""
    on_duty(minh)
    going = page()
    later(clock, 5)
    count = len(called(going))

    paging.answer(going, minh)

    for _day in range(3):
        assert later(clock, 24 * 60) == 0
    assert len(called(going)) == count
    assert Page.objects.get().state == "answered"


def test_a_message_still_in_the_outbox_is_not_sent_after_the_answer(
    clock, page, on_duty, minh, mailoutbox
):
    """Complaint of others: the mail that was on its way arrives after the answer."""
    on_duty(minh)
    going = page()
    paging.answer(going, minh)

    relay.deliver_due()

    assert mailoutbox == []
    assert OutboxMessage.objects.get().state == OutboxState.DROPPED


def test_a_page_that_nobody_answered_is_sent(clock, page, on_duty, minh, mailoutbox):
    on_duty(minh)
    page()

    relay.deliver_due()

    assert [letter.to for letter in mailoutbox] == [[minh.email]]
    assert "Sữa có mùi lạ" in mailoutbox[0].subject


def test_nothing_of_an_old_page_fires_months_later(clock, page, on_duty, minh):
    """Complaint of others: an acknowledged alert pages again after months."""
    on_duty(minh)
    old = page(key="case:1:1")
    paging.answer(old, minh)

    again = page(key="case:1:1")

    assert again.pk == old.pk
    assert not again.is_going
    assert later(clock, 60 * 24 * 200) == 0
    assert len(called(old)) == 1


def test_a_stopped_page_cannot_be_set_going_by_a_late_hand(clock, page, on_duty, minh, phuong):
    on_duty(minh)
    going = page()
    paging.stop(going, actor=phuong, reason="case_over")

    for act in (
        lambda: paging.answer(going, minh),
        lambda: paging.cannot(going, minh),
        lambda: paging.pass_on(going, [person(phuong)], actor=minh),
        lambda: paging.put_off(going, now() + timedelta(minutes=5), actor=minh),
    ):
        with pytest.raises(Blocked):
            act()
    assert len(called(going)) == 1


def test_whoever_comes_second_hears_who_answered(clock, page, on_duty, minh, phuong):
    on_duty(minh)
    going = page()
    paging.answer(going, minh)

    with pytest.raises(Blocked, match=minh.name):
        paging.answer(going, phuong)


def test_several_teams_and_people_in_one_step_are_called_once_each(
    clock, page, brand, minh, lan, phuong
):
    """Complaint of others: one team a step only; and whoever is in two is called twice."""
    words = Team.objects.create(brand=brand, name="Nội dung")
    words.members.set([minh, lan])
    press = Team.objects.create(brand=brand, name="Báo chí")
    press.members.set([lan, phuong])

    going = page(targets=[freezing.team(words), freezing.team(press), person(minh)])

    assert sorted(called(going)) == sorted([(1, minh.name), (1, lan.name), (1, phuong.name)])
    assert OutboxMessage.objects.count() == 3


def test_a_step_that_reaches_nobody_is_skipped_at_once_and_says_so(clock, page, phuong):
    """Nobody is on duty: the first step is empty, its people are not waited for."""
    going = page()

    assert called(going) == [(2, phuong.name)]
    assert [step.state for step in going.steps.all()] == ["skipped", "fired", "planned"]


def test_a_chain_that_reaches_nobody_falls_back_to_managers_then_admins(
    clock, page, brand, admin_person
):
    """Of a brand without managers its admins are called."""
    empty = Team.objects.create(brand=brand, name="Trống")

    going = page(targets=[freezing.team(empty)])

    assert called(going) == [(2, admin_person.name)]
    assert [step.kind for step in going.steps.all()] == ["chain", "fallback", "chain"]
    assert later(clock, 10) == 1, "and it goes on"


def test_a_brand_without_anybody_waits_for_somebody(clock, page, brand, make_person):
    going = page()
    assert called(going) == []

    newcomer = make_person("Hà", Role.MANAGER)
    later(clock, 10)

    assert [name for _step, name in called(going)] == [newcomer.name]


def test_people_who_left_or_only_look_are_not_called(clock, page, minh, khoa, phuong):
    Membership.objects.filter(user=minh).update(is_active=False)

    going = page(targets=[person(minh), person(khoa)])

    assert [name for _step, name in called(going)] == [phuong.name]


def test_i_cannot_calls_the_next_step_at_once_and_not_me(clock, page, on_duty, minh, phuong):
    on_duty(minh)
    going = page()

    paging.cannot(going, minh)

    assert called(going) == [(1, minh.name), (2, phuong.name)]
    assert firing.planned(going).due_at == now() + timedelta(minutes=5)


def test_once_everybody_has_said_that_they_cannot_all_are_asked_again(clock, page, on_duty, minh):
    on_duty(minh)
    going = page()
    paging.cannot(going, minh)
    assert len(called(going)) == 1

    later(clock, 10)

    assert [name for _step, name in called(going)] == [minh.name, minh.name]


def test_who_was_not_called_cannot_decline(clock, page, on_duty, minh, phuong):
    on_duty(minh)
    going = page()
    with pytest.raises(Blocked) as refusal:
        paging.cannot(going, phuong)
    assert [reason.code for reason in refusal.value.reasons] == ["not_called"]


def test_passing_it_on_calls_them_at_once_and_the_chain_goes_on(
    clock, page, on_duty, minh, lan, phuong
):
    on_duty(minh)
    going = page()

    paging.pass_on(going, [person(lan)], actor=minh)
    assert called(going)[1:] == [(3, lan.name)]

    later(clock, 5)
    assert called(going)[2:] == [(4, minh.name), (4, phuong.name)]


def test_passing_it_on_to_nobody_changes_nothing(clock, page, on_duty, minh, khoa):
    on_duty(minh)
    going = page()
    with pytest.raises(ValidationError):
        paging.pass_on(going, [person(khoa)], actor=minh)
    assert firing.planned(going).number == 2


def test_putting_it_off_rests_until_then_and_goes_on(clock, page, on_duty, minh):
    on_duty(minh)
    going = page()

    paging.put_off(going, now() + timedelta(minutes=15), actor=minh)

    assert later(clock, 14.9) == 0
    assert later(clock, 0.1) == 1


def test_a_critical_page_is_put_off_for_fifteen_minutes_at_most_and_three_times(
    clock, page, on_duty, minh
):
    on_duty(minh)
    going = page()
    with pytest.raises(ValidationError, match="15"):
        paging.put_off(going, now() + timedelta(minutes=17), actor=minh)
    for _time in range(acts.MOST_PUT_OFFS):
        paging.put_off(going, now() + timedelta(minutes=15), actor=minh)
    with pytest.raises(Blocked):
        paging.put_off(going, now() + timedelta(minutes=15), actor=minh)


def test_a_stranger_can_do_nothing(clock, page, on_duty, minh, vy, khoa):
    on_duty(minh)
    going = page()
    for user in (vy, khoa):
        with pytest.raises(Forbidden):
            paging.answer(going, user)


def test_a_drill_calls_its_players_only(clock, page, on_duty, minh, lan, phuong):
    on_duty(minh)
    on_duty(lan)

    going = page(is_drill=True, players=[lan])
    later(clock, 5)
    later(clock, 5)

    assert {name for _step, name in called(going)} == {lan.name}
    with pytest.raises(Forbidden):
        paging.answer(going, minh)


def test_a_policy_changed_meanwhile_changes_no_page_that_goes(
    clock, page, brand, on_duty, minh, lan, phuong
):
    from teams.paging import policies

    on_duty(minh)
    policy = policies.seed(brand)
    going = page()
    policies.save(
        brand,
        policy,
        actor=phuong,
        name="Khác",
        steps=[{"targets": [person(lan)], "critical": 1, "high": 1, "moderate": 1, "watch": 1}],
    )

    later(clock, 5)

    assert called(going)[1:] == [(2, minh.name), (2, phuong.name)]


def test_no_second_step_can_be_planned_beside_the_first(clock, page, on_duty, minh):
    from django.db import IntegrityError, transaction

    on_duty(minh)
    going = page()
    with pytest.raises(IntegrityError), transaction.atomic():
        PageStep.objects.create(page=going, number=99, due_at=now())


def test_a_step_that_fails_halfway_has_called_nobody_and_comes_again(
    clock, page, on_duty, minh, monkeypatch
):
    """As if the process died between calls and plan: all of it is one transaction."""
    on_duty(minh)
    going = page()
    real = firing.add

    def dies(*args, **kwargs):
        raise SystemError

    monkeypatch.setattr(firing, "add", dies)
    clock.shift(timedelta(minutes=5))
    assert firing.sweep() == 0
    assert len(called(going)) == 1
    assert OutboxMessage.objects.count() == 1

    monkeypatch.setattr(firing, "add", real)
    assert firing.sweep() == 1
    assert [step for step, _name in called(going)] == [1, 2]


def test_a_head_of_communications_is_found_by_the_office(clock, page, phuong, manager):
    going = page(targets=[{"kind": "title", "value": Title.COMMS_HEAD}])
    assert called(going) == [(1, phuong.name)]
