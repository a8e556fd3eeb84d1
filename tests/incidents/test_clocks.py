"""Timers of a case: what starts them, what they owe, and that nothing missed is ever forgotten."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from django.db import transaction

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.state import lock
from incidents.enums import ClockKind, ClockState
from incidents.models import Clock, Incident, RoleAssignment
from incidents.services import clocks, legal, lifecycle, plan, severity, speaking
from incidents.services.opening import open_incident
from outbox.mail import compose
from outbox.models import OutboxMessage
from playbooks.common_data import Limit
from playbooks.models import Playbook
from playbooks.services import seed
from playbooks.services.timers import set_timers
from playbooks.workdays import ZONE
from teams.models import Notice

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from teams.models import Brand, User

pytestmark = pytest.mark.django_db

#: A Wednesday morning in working time.
NINE = datetime(2026, 12, 2, 9, 0, tzinfo=ZONE)
K = ClockKind


@pytest.fixture
def clock() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel(NINE, tick=False) as machine:
        yield machine


def later(clock: time_machine.Coordinates, minutes: float) -> datetime:
    clock.shift(timedelta(minutes=minutes))
    return now()


def of(case: Incident, kind: str = K.HOLDING, **more: Any) -> Clock:
    return case.clocks.get(kind=kind, **more)


def breaches(case: Incident) -> list[str]:
    return [line.data["clock"] for line in case.timeline.filter(verb="clock_breached")]


def test_a_new_case_owes_its_first_three_and_runs_as_high(
    brand: Brand, minh: User, clock: time_machine.Coordinates
) -> None:
    case = open_incident(brand=brand, title="Sữa có mùi lạ", actor=minh, reporter="khách")

    due = {row.kind: (row.due_at - NINE, row.severity) for row in case.clocks.all()}
    assert due == {
        K.ACKNOWLEDGE: (timedelta(minutes=10), ""),
        K.ASSESSMENT: (timedelta(minutes=30), ""),
        K.SITUATION_REPORT: (timedelta(hours=4), ""),
    }


def test_the_first_words_are_owed_from_the_opening_on(
    make_case: Callable[..., Incident], lead: User, clock: time_machine.Coordinates
) -> None:
    case = make_case(severity="critical")
    later(clock, 20)

    lifecycle.start_verification(case, actor=lead)

    holding, brief = of(case), of(case, K.INTERNAL_BRIEF)
    assert (holding.started_at, holding.due_at) == (NINE, NINE + timedelta(minutes=30))
    assert holding.hard_due_at == NINE + timedelta(minutes=60)
    assert (brief.due_at, brief.severity, brief.minutes) == (holding.due_at, "critical", 30)


def test_words_said_before_verifying_meet_their_clock(
    make_case: Callable[..., Incident], lead: User, clock: time_machine.Coordinates
) -> None:
    case = make_case(severity="high", first_holding_at=NINE, briefed_at=NINE)
    later(clock, 90)

    lifecycle.start_verification(case, actor=lead)

    assert {of(case).state, of(case, K.INTERNAL_BRIEF).state} == {ClockState.MET}
    assert breaches(case) == []


@pytest.mark.parametrize(
    ("level", "due"),
    [
        ("watch", None),
        # Four working hours from nine: an hour of lunch lies between.
        ("moderate", NINE + timedelta(hours=5)),
        ("high", NINE + timedelta(hours=1)),
        ("critical", NINE + timedelta(minutes=30)),
    ],
)
def test_calm_levels_count_working_time_and_grave_ones_every_hour(
    make_case: Callable[..., Incident],
    level: str,
    due: datetime | None,
    clock: time_machine.Coordinates,
) -> None:
    case = make_case(severity=level)
    clocks.start(case, K.HOLDING)

    assert of(case).due_at == due


def test_those_who_can_act_are_warned_once(
    make_case: Callable[..., Incident],
    lead: User,
    minh: User,
    manager: User,
    clock: time_machine.Coordinates,
) -> None:
    case = make_case(severity="high")
    RoleAssignment.objects.create(incident=case, role="writer", user=minh)
    clocks.start(case, K.HOLDING)

    later(clock, 44)
    assert clocks.sweep() == 0
    later(clock, 1)
    assert (clocks.sweep(), clocks.sweep()) == (1, 0)

    told = Notice.objects.filter(topic="incidents.clock_warning")
    assert {notice.user for notice in told} == {lead, minh}
    assert breaches(case) == []
    assert of(case).warned_at == NINE + timedelta(minutes=45)


def test_letters_name_the_deadline_and_its_hour_in_the_readers_language(
    make_case: Callable[..., Incident], lead: User, clock: time_machine.Coordinates
) -> None:
    case = make_case(severity="critical")
    clocks.start(case, K.HOLDING)
    for minutes in (25, 10, 30):
        later(clock, minutes)
        clocks.sweep()

    letters = []
    for message in OutboxMessage.objects.filter(address=lead.email).order_by("pk"):
        message.language = "vi"
        letters.append(compose(message))
    assert [letter.subject for letter in letters] == [
        f"{case.reference}: sắp đến hạn: Tuyên bố tạm thời đầu tiên",
        f"{case.reference}: quá hạn: Tuyên bố tạm thời đầu tiên",
        f"{case.reference}: quá hạn: Tuyên bố tạm thời đầu tiên (hạn chót)",
    ]
    assert "09:30 02/12/2026" in letters[0].body


def test_a_breach_is_written_down_and_told_once(
    make_case: Callable[..., Incident], lead: User, phuong: User, clock: time_machine.Coordinates
) -> None:
    case = make_case(severity="high")
    clocks.start(case, K.HOLDING)

    later(clock, 60)
    assert clocks.sweep() == 1  # The warning; in the very minute nothing is missed yet.
    later(clock, 1)
    assert (clocks.sweep(), clocks.sweep()) == (1, 0)

    assert breaches(case) == ["holding"]
    assert of(case).breached_at == NINE + timedelta(minutes=60)
    letters = OutboxMessage.objects.filter(topic="incidents.clock_breached", channel="email")
    assert sorted(letters.values_list("address", flat=True)) == sorted([lead.email, phuong.email])


def test_patience_ends_a_second_time(
    make_case: Callable[..., Incident], clock: time_machine.Coordinates
) -> None:
    case = make_case(severity="critical")
    clocks.start(case, K.HOLDING)

    later(clock, 31)
    assert clocks.sweep() == 1
    later(clock, 30)
    assert (clocks.sweep(), clocks.sweep()) == (1, 0)

    assert breaches(case) == ["holding", "holding_hard"]
    found = of(case)
    assert found.hard_breached_at == NINE + timedelta(minutes=60)


def test_met_late_says_by_how_much_and_the_order_of_sweep_and_meeting_does_not_matter(
    make_case: Callable[..., Incident], clock: time_machine.Coordinates
) -> None:
    swept, unswept = make_case(severity="high"), make_case(severity="high")
    for case in (swept, unswept):
        clocks.start(case, K.HOLDING)
    later(clock, 72)
    with transaction.atomic():
        clocks.settle(lock(swept), now())
    for case in (swept, unswept):
        with transaction.atomic():
            speaking.public_word(lock(case), "holding", now())
    assert clocks.sweep() == 0

    for case in (swept, unswept):
        found = of(case)
        assert (found.state, found.late_by) == (ClockState.MET_LATE, timedelta(minutes=12))
        assert found.breached_at == NINE + timedelta(minutes=60)
        assert breaches(case) == ["holding"]


def test_a_word_in_the_last_moment_is_in_time_even_if_we_learn_of_it_later(
    make_case: Callable[..., Incident], clock: time_machine.Coordinates
) -> None:
    case = make_case(severity="high")
    clocks.start(case, K.HOLDING)
    later(clock, 61)

    with transaction.atomic():
        clocks.meet(lock(case), K.HOLDING, at=NINE + timedelta(minutes=60))

    assert of(case).state == ClockState.MET
    assert breaches(case) == []


@pytest.mark.parametrize("sweep_first", [True, False])
def test_lowering_never_erases_a_breach_that_was_not_swept_yet(
    make_case: Callable[..., Incident],
    lead: User,
    clock: time_machine.Coordinates,
    sweep_first: bool,
) -> None:
    case = make_case(severity="critical")
    clocks.start(case, K.HOLDING)
    later(clock, 40)
    if sweep_first:
        clocks.sweep()

    severity.lower_to(case, "watch", actor=lead, reason="tin cũ")
    clocks.sweep()

    found = of(case)
    assert (found.breached_at, found.state) == (NINE + timedelta(minutes=30), ClockState.LATE)
    assert found.severity == "critical"
    assert breaches(case) == ["holding"]


def test_raising_counts_what_is_left_from_the_first_start(
    make_case: Callable[..., Incident], minh: User, clock: time_machine.Coordinates
) -> None:
    case = make_case(severity="moderate")
    clocks.start(case, K.HOLDING, K.SITUATION_REPORT)
    at = later(clock, 45)

    severity.raise_to(case, "critical", actor=minh, reason="có trẻ nhập viện")
    clocks.sweep()

    holding, report = of(case), of(case, K.SITUATION_REPORT)
    # It was due a quarter of an hour ago by the new level, but nobody owed it then.
    assert (holding.due_at, holding.breached_at) == (NINE + timedelta(minutes=30), at)
    assert holding.hard_due_at == NINE + timedelta(minutes=60)
    assert report.due_at == NINE + timedelta(hours=1)


def test_a_breach_by_the_lower_level_gets_the_hard_limit_of_the_higher_one(
    make_case: Callable[..., Incident], minh: User, clock: time_machine.Coordinates
) -> None:
    case = make_case(severity="high")
    clocks.start(case, K.HOLDING)
    later(clock, 61)
    severity.raise_to(case, "critical", actor=minh, reason="có trẻ nhập viện")
    clocks.sweep()

    found = of(case)
    assert (found.severity, found.breached_at) == ("high", NINE + timedelta(minutes=60))
    assert breaches(case) == ["holding", "holding_hard"]


def test_a_situation_report_starts_the_next_one(
    make_case: Callable[..., Incident], clock: time_machine.Coordinates
) -> None:
    case = make_case("responding", severity="critical")
    clocks.start(case, K.SITUATION_REPORT)

    at = later(clock, 50)
    with transaction.atomic():
        clocks.reported(lock(case))
    late = later(clock, 75)
    with transaction.atomic():
        clocks.reported(lock(case))

    first, second, third = case.clocks.order_by("cycle")
    assert (first.state, second.state) == (ClockState.MET, ClockState.MET_LATE)
    assert (second.started_at, second.due_at) == (at, at + timedelta(hours=1))
    assert (third.state, third.started_at) == (ClockState.RUNNING, late)
    assert breaches(case) == ["situation_report"]


def test_clocks_of_an_older_desk_are_completed_once_and_owe_what_they_owed(
    make_case: Callable[..., Incident], minh: User, clock: time_machine.Coordinates
) -> None:
    case = make_case("verifying", severity="critical")
    due = NINE + timedelta(minutes=30)
    Clock.objects.create(incident=case, kind=K.HOLDING, started_at=NINE, due_at=due)
    moved = Clock.objects.create(
        incident=case, kind=K.INTERNAL_BRIEF, started_at=NINE, due_at=NINE + timedelta(minutes=99)
    )
    later(clock, 1)

    assert (clocks.complete(), clocks.complete()) == (2, 0)

    found = of(case)
    assert (found.due_at, found.hard_due_at) == (due, NINE + timedelta(minutes=60))
    assert NINE < found.warn_at < due
    # By which rule an older desk set this moment is not known any more.
    moved.refresh_from_db()
    assert (moved.due_at, moved.warn_at) == (NINE + timedelta(minutes=99), None)
    assert of(case, K.SITUATION_REPORT).started_at == now()
    later(clock, 70)
    clocks.sweep()
    assert of(case).hard_breached_at == NINE + timedelta(minutes=60)


def test_the_first_words_and_the_law_are_owed_once_however_often_the_type_is_chosen(
    brand: Brand, make_case: Callable[..., Incident], lead: User, clock: time_machine.Coordinates
) -> None:
    seed(brand)
    leak, rumour = (
        Playbook.objects.get(brand=brand, slug=slug).versions.in_force().get()
        for slug in ("data_breach", "rumour_fake_news")
    )
    case = make_case(severity="high", no_playbook_reason="")
    plan.choose(case, leak, actor=lead)
    lifecycle.start_verification(case, actor=lead)
    plan.choose(case, rumour, actor=lead)
    case = plan.choose(case, leak, actor=lead)

    assert case.legal_clocks.get().clock.key == "pdpl_72h"
    assert sorted(case.clocks.values_list("kind", flat=True)) == [K.HOLDING, K.INTERNAL_BRIEF]
    assert case.timeline.filter(verb="legal_clock_started").count() == 1


def test_reopening_owes_the_first_words_anew_and_the_law_no_second_time(
    brand: Brand, make_case: Callable[..., Incident], lead: User, clock: time_machine.Coordinates
) -> None:
    seed(brand)
    book = Playbook.objects.get(brand=brand, slug="data_breach").versions.in_force().get()
    case = make_case("resolved", kind="data_breach", playbook_version=book, severity="high")
    legal.begin(case)
    clocks.start(case, K.HOLDING)

    lifecycle.reopen(case, actor=lead, reason="clip mới", evidence="tiktok.example/1")

    assert list(case.clocks.filter(kind=K.HOLDING).values_list("round", flat=True)) == [1, 2]
    assert case.legal_clocks.count() == 1


def test_a_case_that_ended_owes_no_further_report(
    make_case: Callable[..., Incident], lead: User, clock: time_machine.Coordinates
) -> None:
    case = make_case("contained", severity="moderate")
    clocks.start(case, K.SITUATION_REPORT)
    lifecycle.resolve(case, actor=lead)

    with transaction.atomic():
        clocks.reported(lock(case))

    assert [row.state for row in case.clocks.filter(kind=K.SITUATION_REPORT)] == [
        ClockState.STOPPED
    ]


def test_resolving_owes_the_hot_wash_and_the_review(
    make_case: Callable[..., Incident], phuong: User, clock: time_machine.Coordinates
) -> None:
    case = make_case("contained", severity="high")
    lifecycle.resolve(case, actor=phuong)

    assert of(case, K.HOT_WASH).due_at == NINE + timedelta(hours=48)
    # Ten working days after a Wednesday, nine in the morning.
    assert of(case, K.REVIEW).due_at == datetime(2026, 12, 16, 9, 0, tzinfo=ZONE)


def test_leaving_the_open_states_stops_the_clocks_and_keeps_what_was_missed(
    make_case: Callable[..., Incident], lead: User, clock: time_machine.Coordinates
) -> None:
    case = make_case("verifying", severity="moderate")
    clocks.start(case, K.ACKNOWLEDGE, K.HOLDING)
    later(clock, 40)

    lifecycle.mark_false_alarm(case, actor=lead, reason="ảnh cũ")

    states = {row.kind: row.state for row in case.clocks.all()}
    assert states == {
        K.ACKNOWLEDGE: ClockState.STOPPED_LATE,
        K.HOLDING: ClockState.STOPPED,
    }
    assert breaches(case) == ["acknowledge"]
    later(clock, 600)
    assert clocks.sweep() == 0


def test_a_new_round_has_new_clocks_and_the_old_ones_stay(
    make_case: Callable[..., Incident], lead: User, clock: time_machine.Coordinates
) -> None:
    case = make_case("resolved", severity="moderate")
    clocks.start(case, K.HOLDING, K.REVIEW)
    at = later(clock, 30)

    case = lifecycle.reopen(case, actor=lead, reason="clip mới", evidence="tiktok.example/1")

    assert of(case, K.HOLDING, round=1).state == ClockState.STOPPED
    fresh = {row.kind: row.started_at for row in case.clocks.filter(round=2)}
    assert fresh == {K.HOLDING: at, K.INTERNAL_BRIEF: at, K.SITUATION_REPORT: at}


def test_a_changed_policy_rewrites_no_breach_and_no_running_clock(
    brand: Brand,
    make_case: Callable[..., Incident],
    admin_person: User,
    minh: User,
    clock: time_machine.Coordinates,
) -> None:
    case = make_case(severity="high")
    clocks.start(case, K.ACKNOWLEDGE, K.HOLDING)
    later(clock, 11)
    clocks.sweep()

    set_timers(
        brand,
        {("acknowledge", "critical"): Limit(500), ("holding", "critical"): Limit(20)},
        actor=admin_person,
    )
    assert of(case).due_at == NINE + timedelta(minutes=60)
    severity.raise_to(case, "critical", actor=minh, reason="x")

    assert of(case, K.ACKNOWLEDGE).due_at == NINE + timedelta(minutes=10)
    assert of(case).due_at == NINE + timedelta(minutes=20)


def test_a_drill_tells_its_players_only(
    make_case: Callable[..., Incident],
    lead: User,
    minh: User,
    phuong: User,
    clock: time_machine.Coordinates,
) -> None:
    case = make_case(severity="high", is_drill=True)
    case.allowed.set([minh])
    clocks.start(case, K.HOLDING)
    later(clock, 50)
    clocks.sweep()
    later(clock, 50)
    clocks.sweep()

    told = Notice.objects.filter(topic__startswith="incidents.clock_")
    assert {notice.user for notice in told} == {lead, minh}
