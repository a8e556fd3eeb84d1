"""Who has worked too long is told once, and so are those who can relieve them."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
import time_machine

from crisisdesk.kernel.clock import now
from outbox.models import OutboxMessage
from teams.load import limits, watch
from teams.models import LoadRules, Notice, Stretch
from teams.services import rotas

PROMPT, LIMIT, RELIEF = "teams.hand_over_soon", "teams.hand_over_now", "teams.relief_needed"


def told():
    return sorted(Notice.objects.values_list("topic", "user__name"))


def later(**delta):
    return time_machine.travel(now() + timedelta(**delta), tick=False)


def test_six_hours_of_duty_in_a_crisis_prompt_to_hand_over(minh, manager, shift_of, crisis):
    shift_of(minh, -6, 6)
    crisis(6)

    watch.sweep()

    assert told() == [(PROMPT, minh.name)]
    notice = Notice.objects.get()
    assert notice.facts["hours"] == 6
    assert OutboxMessage.objects.filter(
        key=f"mail:{PROMPT}:{Stretch.objects.get().pk}:{minh.pk}"
    ).exists()


def test_a_minute_before_six_hours_nobody_is_told(minh, shift_of, crisis):
    shift_of(minh, -5.98, 6)
    crisis(9)

    watch.sweep()

    assert told() == []
    assert Stretch.objects.get().prompt_due_at == Stretch.objects.get().began_at + timedelta(
        hours=6
    )


def test_at_eight_hours_the_managers_are_told_too_and_each_once(
    minh, manager, phuong, lead, shift_of, crisis
):
    shift_of(minh, -6, 10)
    crisis(6)
    watch.sweep()

    with later(hours=2):
        watch.sweep()
        watch.sweep()
        assert told() == sorted([
            (PROMPT, minh.name), (LIMIT, minh.name), (RELIEF, manager.name), (RELIEF, phuong.name),
        ])  # fmt: skip
        assert Notice.objects.filter(topic=RELIEF).first().facts == {"hours": 8, "name": minh.name}


def test_a_sweep_that_missed_the_prompt_says_only_what_is_true_now(minh, shift_of, crisis):
    shift_of(minh, -9, 10)
    crisis(9)

    watch.sweep()
    watch.sweep()

    assert told() == [(LIMIT, minh.name)]


def test_a_manager_alone_is_relieved_by_an_admin(manager, admin_person, shift_of, crisis):
    shift_of(manager, -9, 10)
    crisis(9)

    watch.sweep()

    assert told() == sorted([(LIMIT, manager.name), (RELIEF, admin_person.name)])


def test_quiet_duty_is_rest_unless_the_brand_says_otherwise(minh, brand, shift_of):
    shift_of(minh, -9, 10)

    watch.sweep()
    assert Stretch.objects.count() == 0

    LoadRules.objects.create(brand=brand, counts_calm_duty=True)
    watch.sweep()
    assert told() == [(LIMIT, minh.name)]


def test_a_small_case_or_a_drill_keeps_nobody_awake(minh, shift_of, crisis):
    shift_of(minh, -9, 10)
    crisis(9, severity="moderate")
    crisis(9, severity="critical", is_drill=True)

    watch.sweep()

    assert Stretch.objects.count() == 0


def test_an_unscored_case_counts_as_high(minh, shift_of, crisis):
    shift_of(minh, -7, 10)
    crisis(7, severity=None)

    watch.sweep()

    assert told() == [(PROMPT, minh.name)]


def test_work_in_a_case_without_duty_counts(minh, crisis, act):
    case = crisis(9, severity="moderate")
    for quarter in range(27):
        act(case, minh, 6.6 - quarter / 4)

    watch.sweep()

    assert told() == [(PROMPT, minh.name)]


def test_acts_in_a_drill_do_not_count(minh, crisis, act):
    case = crisis(9, is_drill=True)
    for quarter in range(27):
        act(case, minh, 6.6 - quarter / 4)

    watch.sweep()

    assert Stretch.objects.count() == 0


def test_relief_ends_a_stretch_and_the_next_one_prompts_again(minh, shift_of, crisis):
    crisis(20)
    shift_of(minh, -7, 0)
    watch.sweep()
    with later(hours=1, minutes=1):
        watch.sweep()
        first = Stretch.objects.get()
        assert first.ended_at == first.last_at == first.began_at + timedelta(hours=7)
        shift_of(minh, 0, 12)
    with later(hours=7, minutes=2):
        watch.sweep()
        watch.sweep()

    assert told() == [(PROMPT, minh.name), (PROMPT, minh.name)]


def test_a_shift_taken_over_in_time_prompts_nobody(minh, lead, shift_of, crisis):
    crisis(7)
    shift_of(minh, -7, -2)
    shift_of(lead, -2, 5)

    watch.sweep()

    assert told() == []
    assert [row.user for row in Stretch.objects.all()] == [lead]


def test_hours_of_two_brands_are_one_persons_hours(minh, brand, other_brand, shift_of, crisis):
    crisis(7)
    crisis(7, of=other_brand)
    shift_of(minh, -7, -3)
    shift_of(minh, -3, 2, of=other_brand)

    watch.sweep()

    assert told() == [(PROMPT, minh.name)]
    assert Stretch.objects.get().brand == other_brand


def test_the_brand_sets_its_own_limits(minh, manager, brand, shift_of, crisis):
    limits.change(brand, actor=manager, prompt_hours=2, limit_hours=3)
    shift_of(minh, -2.5, 2)
    crisis(4)

    watch.sweep()

    assert told() == [(PROMPT, minh.name)]


@pytest.mark.parametrize("user", ["minh", "lead", "khoa"])
def test_only_those_who_run_the_desk_set_limits(user, brand, request):
    from crisisdesk.kernel.errors import Forbidden

    with pytest.raises(Forbidden):
        limits.change(brand, actor=request.getfixturevalue(user), prompt_hours=2)


def test_a_case_that_was_closed_stops_counting(minh, shift_of, crisis):
    case = crisis(9)
    shift_of(minh, -9, 3)
    type(case).objects.filter(pk=case.pk).update(resolved_at=now() - timedelta(hours=4))
    import pgtrigger

    with pgtrigger.ignore("incidents.Incident:status_path"):
        type(case).objects.filter(pk=case.pk).update(status="resolved")

    watch.sweep()

    assert Stretch.objects.count() == 0


def test_duty_by_a_rotas_layer_counts_as_a_shift_does(brand, minh, manager, crisis):
    crisis(30)
    rota = rotas.make(brand, actor=manager, name="Trực chung", needs_handover=False)
    rotas.put_layer(
        rota, actor=manager, users=[minh], name="Lớp", position=1, unit="day", length=1,
        handover_time=time(8), starts_on=(now() - timedelta(days=1)).date(),
    )  # fmt: skip

    with later(hours=12):
        crisis(7)
        watch.sweep()

    assert told()[0] == (LIMIT, minh.name)
