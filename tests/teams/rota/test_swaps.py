"""Swaps: asked, accepted or declined by the other, withdrawn; never by anybody else."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine
from django.core.exceptions import ValidationError

from crisisdesk.kernel.errors import Blocked, Forbidden
from teams.duty import on_duty
from teams.models import Membership, Notice, Override, SwapState
from teams.services import rotas, swaps
from teams.services.swaps import Time
from tests.teams.rota.conftest import vn

#: Minh has the even days of November 2026, Yến the odd ones.
MINHS = Time(vn(2026, 11, 10, 8), vn(2026, 11, 11, 8))
YENS = Time(vn(2026, 11, 13, 8), vn(2026, 11, 14, 8))


@pytest.fixture(autouse=True)
def _monday():
    with time_machine.travel(vn(2026, 11, 9, 12), tick=False):
        yield


@pytest.fixture
def rota(rota_of, minh, lead):
    return rota_of(minh, lead)


def test_both_turns_change_hands_when_the_other_accepts(brand, rota, minh, lead):
    swap = swaps.ask(rota, actor=minh, other=lead, mine=MINHS, back=YENS)
    assert on_duty(brand, MINHS.starts_at) == [minh]

    swaps.accept(swap, actor=lead)

    assert on_duty(brand, MINHS.starts_at) == [lead]
    assert on_duty(brand, YENS.starts_at) == [minh]
    assert on_duty(brand, YENS.ends_at) == [minh]


def test_each_side_is_told(rota, minh, lead):
    swap = swaps.ask(rota, actor=minh, other=lead, mine=MINHS)
    assert list(Notice.objects.values_list("user", "topic")) == [(lead.pk, "teams.swap_asked")]

    swaps.decline(swap, actor=lead)

    assert Notice.objects.filter(user=minh, topic="teams.swap_decided").count() == 1
    assert not Override.objects.exists()


@pytest.mark.parametrize(
    ("act", "who"),
    [("accept", "minh"), ("decline", "minh"), ("withdraw", "lead"), ("accept", "manager")],
)
def test_nobody_decides_for_another(rota, minh, lead, manager, act, who):
    swap = swaps.ask(rota, actor=minh, other=lead, mine=MINHS)
    actor = {"minh": minh, "lead": lead, "manager": manager}[who]

    with pytest.raises(Forbidden):
        getattr(swaps, act)(swap, actor=actor)


@pytest.mark.parametrize("first", ["accept", "decline", "withdraw"])
def test_what_is_decided_is_decided(rota, minh, lead, first):
    swap = swaps.ask(rota, actor=minh, other=lead, mine=MINHS)
    getattr(swaps, first)(swap, actor=minh if first == "withdraw" else lead)

    with pytest.raises(Blocked):
        swaps.accept(swap, actor=lead)
    assert SwapState(type(swap).objects.get().state).value.startswith(first[:6])


def test_only_ones_own_time_is_offered(rota, minh, lead):
    with pytest.raises(Blocked) as refused:
        swaps.ask(rota, actor=minh, other=lead, mine=YENS)
    assert [reason.code for reason in refused.value.reasons] == ["swap_not_on_duty"]

    with pytest.raises(ValidationError):
        swaps.ask(rota, actor=minh, other=minh, mine=MINHS)


def test_a_time_that_has_another_holder_by_now_is_not_swapped(rota, manager, minh, lead, lan):
    swap = swaps.ask(rota, actor=minh, other=lead, mine=MINHS)
    rotas.override(rota, actor=manager, user=lan, starts_at=MINHS[0], ends_at=MINHS[1])

    with pytest.raises(Blocked):
        swaps.accept(swap, actor=lead)


def test_whoever_left_takes_nothing_over(rota, minh, lead):
    swap = swaps.ask(rota, actor=minh, other=lead, mine=MINHS)
    Membership.objects.filter(user=lead).update(is_active=False)

    with pytest.raises(Blocked) as refused:
        swaps.accept(swap, actor=lead)
    assert "swap_not_able" in [reason.code for reason in refused.value.reasons]


def test_a_time_that_is_over_is_not_swapped(rota, minh, lead):
    past = Time(vn(2026, 11, 2, 8), vn(2026, 11, 3, 8))

    with pytest.raises(Blocked) as refused:
        swaps.ask(rota, actor=minh, other=lead, mine=past)
    assert [reason.code for reason in refused.value.reasons] == ["swap_over"]


def test_managers_alone_change_rules_and_only_people_of_the_brand_stand_in_them(
    rota, brand, manager, minh, vy, khoa
):
    with pytest.raises(Forbidden):
        rotas.override(rota, actor=minh, user=minh, starts_at=MINHS[0], ends_at=MINHS[1])
    for stranger in (vy, khoa):
        with pytest.raises(ValidationError):
            rotas.override(rota, actor=manager, user=stranger, starts_at=MINHS[0], ends_at=MINHS[1])
        with pytest.raises(ValidationError):
            rotas.put_layer(
                rota, actor=manager, users=[stranger], name="x",
                handover_time=vn(2026, 1, 1).time(), starts_on=date(2026, 11, 2),
            )  # fmt: skip
