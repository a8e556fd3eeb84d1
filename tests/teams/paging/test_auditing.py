"""The auditor: silent about a page that went right, and it names every kind of fault."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.core.management import call_command

from crisisdesk.kernel.clock import now
from teams import paging
from teams.models import AuditFinding, Notice, PageCall, PageStep
from teams.paging import audit, auditing, firing, freezing
from tests.teams.paging.conftest import later


@pytest.fixture
def going(clock, page, on_duty, minh, phuong, admin_person):
    on_duty(minh)
    return page()


def codes(page) -> list[tuple[str, str]]:
    page.refresh_from_db()
    return [(one.code, one.place) for one in auditing.differences(page)]


def on_time(clock, page, turns: int = 1) -> None:
    """The sweep comes just when the next step is due."""
    for _turn in range(turns):
        clock.move_to(firing.planned(page).due_at)
        firing.sweep()


def test_nothing_is_said_of_a_page_that_went_right(clock, going, minh, phuong, lan):
    on_time(clock, going)
    paging.put_off(going, now() + timedelta(minutes=15), actor=minh)
    on_time(clock, going)
    paging.pass_on(going, [freezing.person(lan)], actor=minh)
    on_time(clock, going)
    paging.cannot(going, phuong)
    on_time(clock, going, 8)
    paging.answer(going, minh)
    later(clock, 60)

    assert codes(going) == []


def test_a_desk_that_slept_is_late(clock, going):
    later(clock, 5 + 1.5)
    assert codes(going) == [("late", "step 2")]


def test_a_desk_that_sleeps_has_missed_a_call(clock, going):
    clock.shift(timedelta(minutes=5 + 1.5))
    assert codes(going) == [("missed", "next step")]


def test_a_call_after_the_answer_is_found(clock, going, minh):
    paging.answer(going, minh)
    clock.shift(timedelta(minutes=5))
    step = PageStep.objects.create(
        page=going, number=3, turn=0, position=1, due_at=now(), state="fired", done_at=now()
    )
    PageCall.objects.create(page=going, step=step, user=minh, at=now(), key=f"page:{going.pk}:1")

    assert ("after_answer", "step 3") in codes(going)


def test_a_step_fired_twice_is_found(clock, going, minh):
    later(clock, 5)
    firing.planned(going).delete()
    step = PageStep.objects.create(
        page=going, number=3, turn=0, position=1, due_at=now(), state="fired", done_at=now()
    )
    PageCall.objects.create(page=going, step=step, user=minh, at=now(), key=f"page:{going.pk}:2")

    assert ("twice", "step 3") in codes(going)


def test_a_page_that_nothing_carries_on_is_found(clock, going):
    firing.planned(going).delete()
    assert codes(going) == [("missed", "next step")]


def test_a_call_without_its_message_is_found(clock, going, minh):
    Notice.objects.all().delete()
    assert codes(going) == [("missed", "step 1")]


def test_admins_hear_of_a_difference_once(clock, going, admin_person):
    clock.shift(timedelta(minutes=8))
    assert audit.sweep() == 1
    assert audit.sweep() == 0

    assert AuditFinding.objects.get().page == going
    assert Notice.objects.filter(user=admin_person, topic="teams.page_differs").count() == 1


def test_an_ended_page_is_audited_once_more_and_then_left(clock, going, minh):
    paging.answer(going, minh)
    clock.shift(timedelta(minutes=3))
    audit.sweep()
    going.refresh_from_db()
    assert going.audited_at == now()


def test_the_command_prints_every_difference_and_fails(clock, going, capsys):
    call_command("audit_pages", json=True)
    assert json.loads(capsys.readouterr().out) == {"pages": 1, "differences": []}

    clock.shift(timedelta(minutes=8))
    with pytest.raises(SystemExit):
        call_command("audit_pages", "--since", "2026-05-31", json=True)
    (found,) = json.loads(capsys.readouterr().out)["differences"]
    assert (found["page"], found["code"]) == (going.pk, "missed")


def test_quiet_hours_and_working_days_are_recalculated_on_their_own(
    clock, page, brand, on_duty, minh, phuong
):
    """A quiet night, moderate and watch by the calendar: two calculations, one answer."""
    from teams.paging import policies

    on_duty(minh)
    policies.save(
        brand,
        None,
        actor=phuong,
        name="Đêm",
        quiet_from=now().replace(hour=22, minute=0, tzinfo=None).time(),
        quiet_until=now().replace(hour=6, minute=30, tzinfo=None).time(),
        steps=[
            {
                "targets": [{"kind": "duty"}],
                "critical": 50,
                "high": 170,
                "moderate": 170,
                "watch": 333,
            }
        ],
    )
    started = [page(severity=level) for level in ("critical", "high", "moderate", "watch")]
    for _hour in range(20):
        clock.move_to(
            min(PageStep.objects.filter(state="planned").values_list("due_at", flat=True))
        )
        firing.sweep()

    assert [codes(one) for one in started] == [[], [], [], []]
    night = [
        call.at.astimezone().hour
        for call in PageCall.objects.exclude(page__severity="critical")
        if 15 <= call.at.hour < 23
    ]
    assert night == []
