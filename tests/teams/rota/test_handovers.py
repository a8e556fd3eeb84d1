"""Handovers: written by who leaves, accepted by who comes, reminded of when neither happens."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError

from crisisdesk.kernel.errors import Blocked, Forbidden
from teams import handing
from teams.duty import on_duty
from teams.models import Handover, Notice
from teams.rota import relief
from teams.services import handovers
from tests.teams.rota.conftest import vn

#: Minh is on duty until eight the next morning, then Yến.
NOW = vn(2026, 11, 10, 7, 40)
BORDER = vn(2026, 11, 10, 8)


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def rota(rota_of, lead, minh):
    return rota_of(lead, minh, needs_handover=True)


def topics(user):
    return list(Notice.objects.filter(user=user).order_by("pk").values_list("topic", flat=True))


def written(brand, minh, lead, **parts):
    (ending,) = handing.endings(brand, minh)
    return handovers.write(brand, actor=minh, ending=ending, taker=lead, own_state="fine", **parts)


def test_the_note_knows_when_my_duty_ends_and_who_comes(clock, brand, rota, minh, lead, manager):
    assert handing.endings(brand, minh) == [handing.Ending(BORDER, rota, lead)]
    assert handing.endings(brand, manager) == []


def test_a_shift_by_hand_is_handed_over_too(clock, brand, shift_of, minh, lead):
    shift = shift_of(minh, -1, 3)
    shift_of(lead, 3, 5)

    assert handing.endings(brand, minh) == [handing.Ending(shift.ends_at, None, lead)]


def test_both_are_on_duty_until_the_next_accepts(clock, brand, rota, minh, lead):
    note = written(brand, minh, lead, open_work="INC-1", watch="Voz")
    clock.move_to(BORDER + timedelta(minutes=5))
    assert on_duty(brand) == [minh, lead]
    assert handing.endings(brand, minh) == [handing.Ending(BORDER, rota, lead)]

    handovers.accept(note, actor=lead)

    assert on_duty(brand) == [lead]
    assert handing.endings(brand, minh) == []
    assert Handover.objects.get().open_work == "INC-1"
    assert topics(lead) == ["teams.handover_written"]
    assert topics(minh) == ["teams.handover_accepted"]


@pytest.mark.parametrize("who", ["minh", "manager"])
def test_only_the_one_who_takes_over_accepts(clock, brand, rota, minh, lead, manager, who):
    note = written(brand, minh, lead)

    with pytest.raises(Forbidden):
        handovers.accept(note, actor={"minh": minh, "manager": manager}[who])


def test_an_accepted_note_stays_as_it_is(clock, brand, rota, minh, lead):
    note = written(brand, minh, lead, watch="một")
    handovers.accept(note, actor=lead)

    with pytest.raises(Blocked):
        written(brand, minh, lead, watch="hai")
    with pytest.raises(Blocked):
        handovers.accept(note, actor=lead)
    assert Handover.objects.get().watch == "một"


def test_a_note_that_waits_is_written_again(clock, brand, rota, minh, lead):
    written(brand, minh, lead, watch="một")
    written(brand, minh, lead, watch="hai")

    assert Handover.objects.get().watch == "hai"


def test_it_is_not_left_to_oneself_nor_to_a_viewer(clock, brand, rota, minh, khoa):
    for taker in (minh, khoa):
        with pytest.raises(ValidationError):
            written(brand, minh, taker)


def test_a_viewer_reads_no_notes(clock, brand, rota, minh, lead, khoa, vy):
    written(brand, minh, lead)

    assert handing.readable_by(khoa, brand).count() == 0
    assert handing.readable_by(vy, brand).count() == 0
    assert handing.readable_by(lead, brand).count() == 1


def test_both_are_reminded_before_the_end_and_once(clock, rota, minh, lead):
    assert relief.sweep() == 1
    assert topics(minh) == topics(lead) == ["teams.handover_due"]
    clock.shift(timedelta(minutes=5))
    relief.sweep()
    assert topics(minh) == ["teams.handover_due"]


def test_who_is_not_relieved_is_reminded_a_quarter_of_an_hour_later(clock, rota, minh, lead):
    relief.sweep()
    clock.move_to(BORDER + timedelta(minutes=14))
    relief.sweep()
    assert topics(minh) == ["teams.handover_due"]
    clock.move_to(BORDER + timedelta(minutes=15))
    relief.sweep()
    assert topics(minh) == ["teams.handover_due", "teams.handover_late"]


def test_nobody_is_reminded_of_what_is_accepted(clock, brand, rota, minh, lead):
    handovers.accept(written(brand, minh, lead), actor=lead)
    Notice.objects.all().delete()

    assert relief.sweep() == 0
    clock.move_to(BORDER + timedelta(minutes=15))
    assert relief.sweep() == 0
    assert not Notice.objects.exists()


def test_a_rota_without_handovers_reminds_of_none(clock, rota_of, minh, lead):
    rota_of(lead, minh, needs_handover=False)

    assert relief.sweep() == 0
