"""Deadlines that the law sets: what starts them, whom they tell, what they block, how they end."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import translation

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.errors import Blocked, Forbidden
from incidents.enums import ClockState
from incidents.selectors import cases, log
from incidents.services import evidence, legal, lifecycle, plan, severity
from outbox.mail import compose
from outbox.models import OutboxMessage
from playbooks.models import LegalClock, Playbook
from playbooks.services import legal as policy
from playbooks.services import seed
from playbooks.workdays import ZONE
from teams.models import Notice

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from incidents.models import Incident, LegalClockRun
    from teams.models import Brand, User

pytestmark = pytest.mark.django_db

NINE = datetime(2026, 12, 2, 9, 0, tzinfo=ZONE)


@pytest.fixture
def machine() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel(NINE, tick=False) as found:
        yield found


@pytest.fixture
def make_clock(brand: Brand) -> Callable[..., LegalClock]:
    def make(key: str = "a05", **fields: Any) -> LegalClock:
        wanted = {"starts_from": "detected", "hours": 72, "owner_role": "legal", **fields}
        return LegalClock.objects.create(
            brand=brand, key=key, name_vi="Báo A05", name_en="Notify A05", **wanted
        )

    return make


def begun(case: Incident) -> LegalClockRun:
    legal.begin(case)
    return case.legal_clocks.get()


def blocks(case: Incident, user: User) -> bool:
    move = next(m for m in cases.moves(case, user) if m.name == "resolve")
    return "legal_clock" in [reason.code for reason in move.blockers]


def test_the_desk_brings_three_deadlines_that_no_lawyer_has_confirmed(brand: Brand) -> None:
    seed(brand)

    found = LegalClock.objects.filter(brand=brand).values_list("key", "hours", "verified_by")
    assert sorted(found) == [
        ("listed_24h", 24, None),
        ("pdpl_72h", 72, None),
        ("press_response", None, None),
    ]


def test_choosing_the_type_starts_what_counts_from_detection(
    brand: Brand, make_case: Callable[..., Incident], lead: User, lan: User
) -> None:
    seed(brand)
    detected = now() - timedelta(hours=5)
    case = make_case("detected", detected_at=detected, no_playbook_reason="")
    leak = Playbook.objects.get(brand=brand, slug="data_breach").versions.in_force().get()

    plan.choose(case, leak, actor=lead)
    plan.choose(case, leak, actor=lead)

    run = case.legal_clocks.get()
    assert (run.clock.key, run.started_at) == ("pdpl_72h", detected)
    assert run.due_at == detected + timedelta(hours=72)
    line = case.timeline.get(verb="legal_clock_started")
    assert line.data["legal_clock"]["en"] == "Personal data breach notice (72 hours)"
    assert {notice.user for notice in Notice.objects.filter(topic="incidents.legal_clock")} == {
        lead,
        lan,
    }


def test_verifying_starts_what_counts_from_there_and_letters_start_nothing(
    make_case: Callable[..., Incident],
    make_clock: Callable[..., LegalClock],
    lead: User,
    machine: time_machine.Coordinates,
) -> None:
    verified = make_clock("v", starts_from="verified", hours=24)
    make_clock("r", starts_from="received")
    make_clock("off", active=False)
    case = make_case("detected", kind="rumour_fake_news")
    machine.shift(timedelta(minutes=20))

    lifecycle.start_verification(case, actor=lead)

    run = case.legal_clocks.get()
    assert (run.clock, run.started_at) == (verified, NINE + timedelta(minutes=20))


def test_a_letter_starts_its_deadline_by_hand_as_often_as_it_comes(
    make_case: Callable[..., Incident],
    make_clock: Callable[..., LegalClock],
    minh: User,
    nghia: User,
) -> None:
    clock = make_clock(starts_from="received", hours=24)
    case, came = make_case("responding"), now() - timedelta(hours=2)
    given = {"received_at": came, "note": "Công văn của Sở"}

    run = legal.start(case, clock, actor=minh, **given)
    legal.start(case, clock, actor=minh, received_at=came + timedelta(hours=1), note="Lần hai")

    assert (run.started_at, run.due_at) == (came, came + timedelta(hours=24))
    assert case.timeline.filter(verb="legal_clock_started").count() == 2
    with pytest.raises(Blocked):
        legal.start(case, clock, actor=minh, **given)
    with pytest.raises(ValidationError):
        legal.start(case, clock, actor=minh, received_at=now() + timedelta(hours=1), note="x")
    with pytest.raises(Forbidden):
        legal.start(case, clock, actor=nghia, note="x")


def test_the_deadline_of_another_brand_does_not_exist_here(
    make_case: Callable[..., Incident], other_brand: Brand, minh: User
) -> None:
    theirs = LegalClock.objects.create(
        brand=other_brand, key="a", name_vi="A", starts_from="received", owner_role="legal"
    )

    with pytest.raises(ValidationError) as refused:
        legal.start(make_case("responding"), theirs, actor=minh, note="x")
    assert list(refused.value.message_dict) == ["clock"]


def test_in_working_hours_it_waits_for_the_office(
    make_case: Callable[..., Incident], make_clock: Callable[..., LegalClock], minh: User
) -> None:
    clock = make_clock(starts_from="received", hours=16, working=True)
    friday = datetime(2026, 11, 27, 13, 0, tzinfo=ZONE)

    run = legal.start(make_case("responding"), clock, actor=minh, received_at=friday, note="x")

    # 4.5 hours on Friday, 8 on Monday, the rest on Tuesday.
    assert run.due_at == datetime(2026, 12, 1, 12, 0, tzinfo=ZONE)


def test_the_owner_is_told_at_half_before_the_end_and_at_the_end_each_once(
    make_case: Callable[..., Incident],
    make_clock: Callable[..., LegalClock],
    lan: User,
    phuong: User,
    machine: time_machine.Coordinates,
) -> None:
    make_clock(hours=10)
    case = make_case("responding", kind="data_breach")
    run = begun(case)
    told = []
    for hours in (4.9, 0.2, 3.8, 0.2, 0.8, 0.2, 5):
        machine.shift(timedelta(hours=hours))
        told.append((legal.sweep(), legal.sweep()))

    # 4.9 · 5.1 half · 8.9 · 9.1 soon · 9.9 · 10.1 over · 15.1
    assert told == [(0, 0), (1, 0), (0, 0), (1, 0), (0, 0), (1, 0), (0, 0)]
    stages = Notice.objects.filter(user=lan, topic="incidents.legal_clock").order_by("pk")
    assert [notice.facts["stage"] for notice in stages] == ["started", "half", "soon", "due"]
    assert Notice.objects.filter(user=phuong).count() == 1
    run.refresh_from_db()
    assert run.breached_at == NINE + timedelta(hours=10)
    assert case.timeline.filter(verb="clock_breached").count() == 1
    # Nothing but notices and letters to our own people.
    own = {lan.email, phuong.email, case.lead.email}
    assert set(OutboxMessage.objects.values_list("address", flat=True)) == own


def test_a_desk_that_slept_tells_the_latest_only(
    make_case: Callable[..., Incident],
    make_clock: Callable[..., LegalClock],
    lan: User,
    machine: time_machine.Coordinates,
) -> None:
    make_clock(hours=10)
    begun(make_case("responding", kind="data_breach"))
    machine.shift(timedelta(hours=30))

    assert (legal.sweep(), legal.sweep()) == (1, 0)
    last = Notice.objects.filter(user=lan).latest("pk")
    assert last.facts["stage"] == "due"


def test_a_letter_says_which_deadline_until_when_and_that_nobody_confirmed_it(
    make_case: Callable[..., Incident], make_clock: Callable[..., LegalClock], lan: User
) -> None:
    make_clock()
    case = make_case("responding", kind="data_breach")
    run = begun(case)
    message = OutboxMessage.objects.get(address=lan.email)
    message.language = "vi"
    with translation.override("vi"):
        letter = compose(message)

    assert letter.subject == f"{case.reference}: một thời hạn pháp lý bắt đầu tính: Báo A05"
    assert "Pháp chế chưa xác nhận" in letter.body
    assert f"{run.due_at.astimezone(ZONE):%H:%M %d/%m/%Y}" in letter.body


def test_a_lawyer_who_confirms_later_confirms_what_runs_in_the_same_terms(
    make_case: Callable[..., Incident],
    make_clock: Callable[..., LegalClock],
    lead: User,
    lan: User,
) -> None:
    clock = make_clock()
    case = make_case("contained", kind="data_breach")
    begun(case)
    assert not blocks(case, lead)

    policy.confirm_legal_clock(clock, actor=lan)

    assert blocks(case, lead)


def test_a_changed_deadline_falsifies_no_run_under_way(
    make_case: Callable[..., Incident],
    make_clock: Callable[..., LegalClock],
    lead: User,
    lan: User,
    admin_person: User,
) -> None:
    clock = make_clock()
    policy.confirm_legal_clock(clock, actor=lan)
    case = make_case("contained", kind="data_breach")
    run = begun(case)
    due = run.due_at

    policy.change_legal_clock(clock, actor=admin_person, hours=24, name_vi="Khác")

    run.refresh_from_db()
    assert (run.hours, run.due_at, str(run.name_vi), run.is_confirmed) == (72, due, "Báo A05", True)
    assert blocks(case, lead)


def test_the_confirmation_of_a_changed_deadline_does_not_bind_what_began_before(
    make_case: Callable[..., Incident],
    make_clock: Callable[..., LegalClock],
    lead: User,
    lan: User,
    admin_person: User,
) -> None:
    clock = make_clock()
    case = make_case("contained", kind="data_breach")
    begun(case)
    policy.change_legal_clock(clock, actor=admin_person, hours=24)

    policy.confirm_legal_clock(clock, actor=lan)

    assert not blocks(case, lead)


def test_met_says_what_was_sent_when_and_shows_the_receipt(
    make_case: Callable[..., Incident],
    make_clock: Callable[..., LegalClock],
    lead: User,
    lan: User,
    machine: time_machine.Coordinates,
) -> None:
    make_clock(hours=10)
    case = make_case("responding", kind="data_breach")
    run = begun(case)
    machine.shift(timedelta(hours=12))
    receipt = evidence.add_evidence(
        case, actor=lead, title="Biên nhận", kind="link", url="https://a05.example/1"
    )
    with pytest.raises(ValidationError) as refused:
        legal.settle(run, actor=lan, met=True)
    assert list(refused.value.message_dict) == ["sent"]
    for wrong in (NINE - timedelta(minutes=1), now() + timedelta(hours=1)):
        with pytest.raises(ValidationError):
            legal.settle(run, actor=lan, met=True, sent="Thông báo", sent_at=wrong)

    sent_at = NINE + timedelta(hours=11)
    run = legal.settle(
        run, actor=lan, met=True, sent="Thông báo số 12 gửi A05", sent_at=sent_at, evidence=receipt
    )

    assert (run.state, run.late_by) == (ClockState.MET_LATE, timedelta(hours=1))
    assert (run.met_at, run.evidence, run.settled_by) == (sent_at, receipt, lan)
    assert case.timeline.filter(verb="clock_breached").count() == 1
    with pytest.raises(Blocked):
        legal.settle(run, actor=lan, met=True, sent="nữa")
    with translation.override("en"):
        said = [line.sentence for line in log.lines(case, lan)]
    assert said[-1] == f"{lan.name}: legal deadline met — Notify A05"
    assert "Deadline missed: Notify A05" in said


def test_only_legal_waives_and_says_why(
    make_case: Callable[..., Incident],
    make_clock: Callable[..., LegalClock],
    lead: User,
    lan: User,
) -> None:
    clock = make_clock()
    policy.confirm_legal_clock(clock, actor=lan)
    case = make_case("contained", kind="data_breach")
    run = begun(case)

    with pytest.raises(Forbidden):
        legal.settle(run, actor=lead, met=False, reason="không thuộc diện")
    with pytest.raises(ValidationError):
        legal.settle(run, actor=lan, met=False)
    run = legal.settle(run, actor=lan, met=False, reason="không có dữ liệu cá nhân")

    assert run.state == ClockState.WAIVED
    assert not blocks(case, lead)
    assert legal.sweep() == 0


def test_a_raised_severity_moves_no_deadline_of_the_law(
    make_case: Callable[..., Incident], make_clock: Callable[..., LegalClock], minh: User
) -> None:
    make_clock()
    case = make_case("responding", kind="data_breach")
    due = begun(case).due_at

    severity.raise_to(case, "critical", actor=minh, reason="x")

    assert case.legal_clocks.get().due_at == due


def test_a_merge_takes_what_is_still_owed_along(
    make_case: Callable[..., Incident], make_clock: Callable[..., LegalClock], lead: User
) -> None:
    make_clock()
    case = make_case("responding", kind="data_breach")
    target = make_case("responding", kind="data_breach")
    first, second = begun(case), begun(target)

    lifecycle.merge(case, target, actor=lead)

    assert list(target.legal_clocks.order_by("pk")) == [first, second]
