"""Every refusal is a sentence, and the button says what the server says."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import ValidationError

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.errors import Blocked
from incidents.enums import ClockKind
from incidents.models import Incident, LegalClockRun, Lesson, Question, Review, Task
from incidents.selectors import cases
from incidents.services import clocks, decisions, lifecycle, review
from playbooks.models import LegalClock
from playbooks.services.legal import confirm_legal_clock

if TYPE_CHECKING:
    from collections.abc import Callable

    from teams.models import User

pytestmark = pytest.mark.django_db


def codes(case: Incident, name: str, user: User) -> list[str]:
    move = next(m for m in cases.moves(case, user) if m.name == name)
    assert all(str(reason.message).strip() for reason in move.blockers)
    return [reason.code for reason in move.blockers]


def refused(call: Callable[[], Any]) -> list[str]:
    with pytest.raises(Blocked) as error:
        call()
    return [reason.code for reason in error.value.reasons]


def test_a_bare_case_needs_scores_type_lead_and_playbook(
    make_case: Callable[..., Incident], manager: User
) -> None:
    case = make_case("detected", lead=None, no_playbook_reason="", score_people=None)

    assert codes(case, "start_verification", manager) == [
        "not_scored",
        "no_type",
        "no_lead",
        "no_playbook",
    ]
    assert refused(
        lambda: lifecycle.start_verification(case, actor=manager, reason="thay")
    ) == codes(case, "start_verification", manager)


def test_open_critical_questions_hold_up_responding(
    make_case: Callable[..., Incident], lead: User
) -> None:
    case = make_case("verifying")
    Question.objects.create(incident=case, text_vi="Có thật không?", critical=True)

    assert codes(case, "respond", lead) == ["critical_questions"]
    moved = lifecycle.respond(case, actor=lead, before_verification="người dùng đang gặp nguy")
    assert (moved.status, moved.verified_at) == ("responding", None)


def test_containing_needs_a_word_quiet_and_no_open_critical_task(
    make_case: Callable[..., Incident], lead: User
) -> None:
    case = make_case("responding", last_public_at=None, last_spike_at=now())
    Task.objects.create(incident=case, title_vi="Ngừng bán", critical=True)

    assert codes(case, "contain", lead) == ["nothing_said", "not_quiet", "critical_tasks"]


def test_silence_on_the_record_counts_as_a_word(
    make_case: Callable[..., Incident], lead: User
) -> None:
    case = make_case("responding", last_public_at=None)

    decisions.decide(
        case,
        actor=lead,
        kind="no_statement",
        text="Chưa lên tiếng",
        reason="chỉ một bài đăng nhỏ",
        review_at=now() + timedelta(hours=2),
    )

    assert codes(case, "contain", lead) == []


def test_silence_needs_a_time_to_look_again(make_case: Callable[..., Incident], lead: User) -> None:
    with pytest.raises(ValidationError):
        decisions.decide(
            make_case("responding"), actor=lead, kind="no_statement", text="x", reason="y"
        )


def test_quiet_window_ends(make_case: Callable[..., Incident], lead: User) -> None:
    case = make_case("responding", last_spike_at=now() - timedelta(minutes=3))

    assert codes(case, "contain", lead) == []


def test_only_a_confirmed_legal_clock_with_hours_blocks(
    make_case: Callable[..., Incident], lead: User, lan: User
) -> None:
    case = make_case("contained")
    clock = LegalClock.objects.create(
        brand=case.brand,
        key="pdpl",
        name_vi="Báo A05",
        name_en="Notify A05",
        starts_from="detected",
        hours=72,
        owner_role="legal",
        types=[],
    )
    LegalClockRun.of(clock, incident=case, started_at=now()).save()

    assert codes(case, "resolve", lead) == []
    confirm_legal_clock(clock, actor=lan)
    assert codes(case, "resolve", lead) == ["legal_clock"]


def test_high_cases_are_contained_by_lead_but_resolved_by_the_comms_head(
    make_case: Callable[..., Incident], lead: User, phuong: User
) -> None:
    case = make_case("contained", "high")

    assert [m.permitted for m in cases.moves(case, lead) if m.name == "resolve"] == [False]
    assert lifecycle.resolve(case, actor=phuong, reason="thay").status == "resolved"


def test_critical_cases_are_contained_by_the_comms_head(
    make_case: Callable[..., Incident], lead: User, phuong: User
) -> None:
    case = make_case("responding", "critical")

    assert [m.permitted for m in cases.moves(case, lead) if m.name == "contain"] == [False]
    assert lifecycle.contain(case, actor=phuong, reason="thay").status == "contained"


def test_a_high_false_alarm_needs_a_second_person(
    make_case: Callable[..., Incident], lead: User, minh: User
) -> None:
    case = make_case("verifying", "high")

    lifecycle.propose(case, "false_alarm", actor=lead, reason="ảnh cũ")
    assert codes(case, "mark_false_alarm", lead) == ["second_person"]

    lifecycle.propose(case, "false_alarm", actor=minh, reason="ảnh năm 2019")
    assert lifecycle.mark_false_alarm(case, actor=lead, reason="ảnh cũ").status == "false_alarm"


def test_closing_names_everything_that_is_missing(
    make_case: Callable[..., Incident], manager: User
) -> None:
    case = make_case("post_mortem")
    Review.objects.create(incident=case, round=1, reviewer=manager)

    assert codes(case, "close", manager) == [
        "review_incomplete",
        "no_lessons",
        "review_unsigned",
    ]


def test_an_open_lesson_and_an_unowned_item_hold_up_closing(
    make_case: Callable[..., Incident],
    reviewed: Callable[[Incident], Review],
    manager: User,
) -> None:
    case = make_case("post_mortem")
    made = reviewed(case)
    made.action_items.update(owner=None)
    Lesson.objects.create(review=made, text="Chưa kết luận", by=manager)

    assert codes(case, "close", manager) == ["lesson_open", "action_item_unowned"]


def test_a_change_after_signing_voids_the_signature(
    make_case: Callable[..., Incident],
    reviewed: Callable[[Incident], Review],
    manager: User,
    minh: User,
) -> None:
    case = make_case("post_mortem")
    reviewed(case)

    review.write(case, actor=minh, summary="Khác đi")

    assert codes(case, "close", manager) == ["review_unsigned"]


def test_the_reviewer_never_led_the_round(make_case: Callable[..., Incident], lead: User) -> None:
    case = make_case("post_mortem")
    Review.objects.create(incident=case, round=1)

    with pytest.raises(ValidationError):
        review.name_reviewer(case, lead, actor=lead)


def test_watch_cases_skip_the_review_only_if_never_above(
    make_case: Callable[..., Incident], lead: User
) -> None:
    case = make_case("resolved", "watch", peak_severity="moderate")

    assert codes(case, "close", lead) == ["review_required"]


def test_a_manager_in_the_leads_place_owes_a_reason(
    make_case: Callable[..., Incident], manager: User
) -> None:
    with pytest.raises(ValidationError):
        lifecycle.start_verification(make_case(), actor=manager)


def test_reopening_keeps_old_moments_and_counts_a_round(
    make_case: Callable[..., Incident], lead: User
) -> None:
    before = now() - timedelta(days=2)
    case = make_case("closed", triaged_at=before, contained_at=before)

    case = lifecycle.reopen(case, actor=lead, reason="clip mới", evidence="tiktok.example/1")

    assert (case.round, case.status) == (2, "verifying")
    assert (case.triaged_at, case.contained_at) == (before, before)


def test_a_case_is_not_merged_into_itself_nor_into_an_ended_one(
    make_case: Callable[..., Incident], lead: User
) -> None:
    case, ended = make_case("responding"), make_case("closed")

    with pytest.raises(ValidationError):
        lifecycle.merge(case, case, actor=lead)
    assert refused(lambda: lifecycle.merge(case, ended, actor=lead)) == ["target_not_open"]


def test_a_merge_moves_open_tasks(make_case: Callable[..., Incident], lead: User) -> None:
    case, target = make_case("responding"), make_case("responding")
    Task.objects.create(incident=case, title_vi="Gọi khách")

    lifecycle.merge(case, target, actor=lead)

    assert list(target.tasks.values_list("title_vi", flat=True)) == ["Gọi khách"]
    assert target.timeline.get(verb="merged_in").data["other"] == case.reference


@pytest.mark.parametrize(("severity", "met"), [("moderate", True), ("high", False)])
def test_silence_answers_the_deadline_of_the_first_word_up_to_moderate(
    severity: str, met: bool, make_case: Callable[..., Incident], lead: User
) -> None:
    case = make_case("verifying", severity)
    clocks.start(case, ClockKind.HOLDING)

    decisions.decide(
        case,
        actor=lead,
        kind="no_statement",
        text="Chưa lên tiếng",
        reason="chỉ một bài đăng nhỏ",
        review_at=now() + timedelta(hours=1),
    )

    assert (case.clocks.get().met_at is not None) == met
