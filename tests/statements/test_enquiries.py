"""The press desk: deadlines that page people, and replies that two people stand by."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.errors import Blocked, Forbidden, Stale
from incidents.models import Incident, RoleAssignment, TimelineEntry
from incidents.services import lifecycle
from outbox.models import OutboxMessage
from statements.enums_desk import EnquiryState
from statements.models import Answer, Enquiry
from statements.selectors import enquiries as press
from statements.services import bank, enquiries
from statements.services import enquiry_replies as replies
from statements.services.enquiry_sweeping import sweep
from teams.models import Brand, Notice
from tests.statements.bank_helpers import WORDS, asked, cleared
from tests.statements.helpers import codes, verbs

pytestmark = pytest.mark.django_db
FREE = "Chúng tôi đang kiểm tra và sẽ trả lời trước 17:00."


def send(enquiry: Enquiry, by) -> Enquiry:
    return replies.send(enquiry, actor=by, expected_wording=enquiry.wording)


def approve(enquiry: Enquiry, by) -> Enquiry:
    return replies.approve(enquiry, actor=by, expected_wording=enquiry.wording)


def from_bank(enquiry: Enquiry, answer: Answer, by) -> Enquiry:
    return replies.word(enquiry, actor=by, reply=WORDS["answer_vi"], answer=answer)


def told(topic: str) -> set:
    return {row.user for row in Notice.objects.filter(topic=f"statements.{topic}")}


def test_an_enquiry_goes_into_the_log_without_the_reporter(case, minh, lead):
    enquiry = asked(case, minh)

    line = TimelineEntry.objects.get(incident=case, verb="enquiry_received")

    assert line.data == {"enquiry": enquiry.reference, "outlet": "Báo Ngày Mới"}
    assert told("enquiry_received") == {lead}
    facts = OutboxMessage.objects.get(topic="statements.enquiry_received").facts
    assert "Trần Thu Hà" not in str(facts)


def test_it_goes_to_the_media_desk_and_the_spokesperson_of_the_case(case, minh, lan, nghia):
    RoleAssignment.objects.create(incident=case, role="media_desk", user=lan)
    RoleAssignment.objects.create(incident=case, role="spokesperson", user=nghia)

    enquiry = asked(case, minh)

    assert (enquiry.owner, enquiry.spokesperson) == (lan, nghia)


def test_without_a_case_it_belongs_to_whoever_took_it_down(brand, minh):
    assert asked(brand, minh).owner == minh


def test_a_deadline_before_the_question_is_refused_by_name(brand, minh):
    with pytest.raises(ValidationError) as refused:
        asked(brand, minh, minutes=-5)
    assert "deadline" in refused.value.message_dict


@pytest.mark.parametrize("who", ["khoa", "nghia", "admin_person", "vy"])
def test_these_take_nothing_down(case, who, request):
    with pytest.raises(Forbidden):
        asked(case, request.getfixturevalue(who))


# B4: from an approved answer nobody is asked below “high”, a comms manager from there on.
@pytest.mark.parametrize(
    ("severity", "asks"),
    [("watch", False), ("moderate", False), ("high", True), ("critical", True)],
)
def test_a_cleared_answer_word_for_word_goes_out_at_once_below_high(
    make_case, minh, manager, phuong, severity, asks
):
    case = make_case(severity)
    answer = cleared(case, minh, phuong)
    enquiry = from_bank(asked(case, minh), answer, minh)

    if asks:
        with pytest.raises(Blocked) as refused:
            send(enquiry, minh)
        assert codes(refused) == ["reply_not_approved"]
        enquiry = approve(enquiry, manager)

    assert send(enquiry, minh).state == EnquiryState.ANSWERED
    answer.refresh_from_db()
    assert answer.used_count == 1
    assert verbs(case)[-1] == "enquiry_answered"


def test_free_words_and_changed_words_take_a_second_person_everywhere(case, brand, minh, manager):
    answer = cleared(case, minh, manager)
    changed = replies.word(asked(case, minh), actor=minh, reply=FREE, answer=answer)
    free = replies.word(asked(brand, minh), actor=minh, reply=FREE)
    for enquiry in (changed, free):
        with pytest.raises(Blocked) as refused:
            send(enquiry, minh)
        assert codes(refused) == ["reply_not_approved"]
        assert send(approve(enquiry, manager), minh).state == EnquiryState.ANSWERED


def test_nobody_approves_their_own_reply(case, manager, phuong):
    enquiry = replies.word(asked(case, manager), actor=manager, reply=FREE)

    with pytest.raises(Forbidden):
        approve(enquiry, manager)
    assert approve(enquiry, phuong).approved_by == phuong


@pytest.mark.parametrize(
    ("who", "may"),
    [("phuong", True), ("lan", True), ("manager", False), ("nghia", False), ("lead", False)],
)
def test_from_high_on_free_words_are_for_the_head_or_legal(
    make_case, minh, phuong, who, may, request
):
    enquiry = replies.word(asked(make_case("high"), minh), actor=minh, reply=FREE)
    person = request.getfixturevalue(who)

    if may:
        assert approve(enquiry, person).is_approved
    else:
        with pytest.raises(Forbidden):
            approve(enquiry, person)


def test_the_database_refuses_a_writer_who_approves(case, minh, manager):
    enquiry = approve(replies.word(asked(case, minh), actor=minh, reply=FREE), manager)

    with pytest.raises(DatabaseError), transaction.atomic():
        Enquiry.objects.filter(pk=enquiry.pk).update(approved_by=minh)


def test_other_words_void_the_approval_and_what_was_not_read_is_not_approved(
    case, minh, manager, lead
):
    enquiry = approve(replies.word(asked(case, minh), actor=minh, reply=FREE), manager)

    enquiry = replies.word(enquiry, actor=lead, reply="Khác hẳn.")

    assert not enquiry.is_approved
    with pytest.raises(Stale):
        replies.approve(enquiry, actor=manager, expected_wording=1)
    with pytest.raises(Stale):
        replies.send(enquiry, actor=minh, expected_wording=1)
    with pytest.raises(Blocked):
        send(enquiry, minh)


def test_an_answer_in_doubt_is_not_given_to_the_press(case, minh, manager):
    answer = cleared(case, minh, manager)
    enquiry = from_bank(asked(case, minh), answer, minh)
    bank.question(answer, actor=minh, reason="khách nói khác")

    with pytest.raises(Blocked) as refused:
        send(enquiry, minh)
    assert codes(refused) == ["answer_not_cleared"]
    with pytest.raises(ValidationError):
        replies.word(enquiry, actor=minh, reply="Mới.", answer=answer)


def test_answers_for_staff_and_of_other_cases_are_not_offered(case, make_case, minh, manager):
    good = cleared(case, minh, manager, audience="press")
    staff = cleared(case, minh, manager, audience="staff")
    other = cleared(make_case(), minh, manager)
    enquiry = asked(case, minh)

    offered = list(press.answers_for_enquiry(enquiry, minh))

    assert good in offered and staff not in offered and other not in offered


def test_the_clock_warns_at_half_pages_when_near_and_records_the_miss_once_each(
    case, minh, phuong, lead
):
    start = now()
    with time_machine.travel(start, tick=False):
        enquiry = asked(case, minh, minutes=60)
    counts = {}
    for minutes in (29, 31, 44, 46, 59, 61, 200):
        with time_machine.travel(start + timedelta(minutes=minutes), tick=False):
            counts[minutes] = (sweep(), sweep())

    assert counts == {
        29: (0, 0), 31: (1, 0), 44: (0, 0), 46: (1, 0), 59: (0, 0), 61: (1, 0), 200: (0, 0),
    }  # fmt: skip
    assert told("enquiry_warned") == {minh}
    assert told("enquiry_near") == {minh, lead}
    assert told("enquiry_missed") == {minh, lead, phuong}
    enquiry.refresh_from_db()
    assert enquiry.state == EnquiryState.MISSED
    assert verbs(case).count("enquiry_missed") == 1


def test_a_desk_that_slept_says_the_worst_only(case, minh, lead, phuong):
    enquiry = asked(case, minh, minutes=60)

    with time_machine.travel(enquiry.deadline + timedelta(minutes=1)):
        assert sweep() == 1

    assert told("enquiry_warned") == told("enquiry_near") == set()
    assert told("enquiry_missed") == {minh, lead, phuong}


def test_a_moved_deadline_counts_anew_and_takes_a_missed_one_up_again(case, minh):
    enquiry = asked(case, minh, minutes=60)
    with time_machine.travel(enquiry.deadline + timedelta(minutes=1)):
        sweep()
        enquiry = enquiries.change(
            enquiry, actor=minh, deadline=enquiry.deadline + timedelta(hours=3)
        )
        assert (enquiry.state, enquiry.missed_at) == (EnquiryState.ANSWERING, None)
        assert verbs(case)[-1] == "enquiry_moved"
        assert sweep() == 0


def test_a_late_answer_says_that_it_was_late(case, minh, manager):
    enquiry = asked(case, minh, minutes=60)
    with time_machine.travel(enquiry.deadline + timedelta(minutes=5)):
        sweep()
        enquiry = from_bank(enquiry, cleared(case, minh, manager), minh)
        enquiry = send(enquiry, minh)

    assert enquiry.is_late
    assert TimelineEntry.objects.get(incident=case, verb="enquiry_answered").data["late"] is True


def test_declining_needs_a_reason_and_can_be_taken_back(case, minh):
    with pytest.raises(ValidationError):
        enquiries.decline(asked(case, minh), actor=minh, reason=" ")
    enquiry = enquiries.decline(asked(case, minh), actor=minh, reason="đang điều tra")

    assert enquiry.state == EnquiryState.DECLINED
    with pytest.raises(Blocked):
        replies.word(enquiry, actor=minh, reply=FREE)
    assert enquiries.reopen(enquiry, actor=minh).state == EnquiryState.ANSWERING


def test_a_drill_tells_its_players_and_nobody_outside(make_case, minh, phuong, lead, brand):
    from teams.models import Webhook

    Webhook.objects.create(brand=brand, url="https://hook.example/", topics=["*"])
    drill = make_case(is_drill=True)
    drill.allowed.add(minh)
    enquiry = replies.word(
        asked(drill, minh, contact="ha@baongaymoi.example"), actor=minh, reply=FREE
    )
    with time_machine.travel(enquiry.deadline + timedelta(minutes=1)):
        sweep()

    to = set(
        OutboxMessage.objects.filter(subject=drill.reference).values_list("address", flat=True)
    )
    assert to <= {minh.email, lead.email}
    assert press.waiting(minh) == press.Waiting(0, 0, 0, None)
    assert press.waiting(minh, incident=drill).missed == 1
    # Among the real ones while it is played, for those who play; for nobody else at all.
    assert list(press.listed(minh, {})) == list(press.listed(minh, {"drill": "1"})) == [enquiry]
    assert list(press.listed(phuong, {})) == list(press.listed(phuong, {"drill": "1"})) == []


def test_other_systems_learn_the_outlet_and_never_the_reporter(case, minh, brand):
    from teams.models import Webhook

    Webhook.objects.create(brand=brand, url="https://hook.example/", topics=["*"])

    asked(case, minh)

    row = OutboxMessage.objects.get(channel="webhook")
    assert row.facts["outlet"] == "Báo Ngày Mới"
    assert "Hà" not in str(row.facts) and "0903" not in str(row.facts)


def test_a_reporter_is_erased_everywhere_in_the_brand(case, brand, minh, manager, lan):
    one = replies.word(
        asked(case, minh, questions="Trần Thu Hà hỏi: sữa sao?"),
        actor=minh, reply="Chào chị Trần Thu Hà, chúng tôi đang kiểm tra.",
    )  # fmt: skip
    two = asked(brand, minh)
    other = asked(brand, minh, reporter="Lê Nam", contact="lenam@bao.example")

    with pytest.raises(Forbidden):
        enquiries.erase_reporter(one, actor=minh, reason="chị yêu cầu")
    assert enquiries.erase_reporter(one, actor=lan, reason="Trần Thu Hà yêu cầu 30/11") == 2

    for row in (one, two):
        row.refresh_from_db()
        assert (row.reporter, row.contact) == ("", "")
        texts = [row.questions, row.reply, *row.events.values_list("words", flat=True)]
        assert not any("Thu Hà" in text or "0903" in text for text in texts)
    other.refresh_from_db()
    assert other.reporter == "Lê Nam"
    with pytest.raises(Blocked):
        enquiries.erase_reporter(one, actor=lan, reason="lần nữa")


def test_whoever_is_on_duty_is_paged_when_the_deadline_is_near(brand, minh, lan):
    from teams.models import DutyShift

    day = timedelta(days=1)
    DutyShift.objects.create(brand=brand, user=lan, starts_at=now() - day, ends_at=now() + day)
    enquiry = asked(brand, minh, minutes=60)

    with time_machine.travel(enquiry.deadline - timedelta(minutes=5)):
        sweep()

    assert told("enquiry_near") == {minh, lan}


def test_nothing_is_taken_down_for_a_case_that_was_merged(case, make_case, minh, lead):
    lifecycle.merge(case, make_case(), actor=lead, reason="cùng một chuyện")

    with pytest.raises(ValidationError) as refused:
        asked(Incident.objects.get(pk=case.pk), minh)
    assert "incident" in refused.value.message_dict


def test_the_most_urgent_stands_first_and_what_is_settled_last(brand, minh, manager):
    late, soon = asked(brand, minh, minutes=120), asked(brand, minh, minutes=30)
    done = enquiries.decline(asked(brand, minh, minutes=10), actor=minh, reason="không phải việc")

    assert list(press.listed(minh, {})) == [soon, late]
    assert list(press.listed(minh, {"state": "all"})) == [soon, late, done]
    assert list(press.listed(minh, {"q": late.reference})) == [late]
    assert press.waiting(minh).running == 2
    assert press.waiting(minh).next_deadline == soon.deadline


def test_viewers_strangers_and_those_outside_a_restricted_case_find_nothing(
    case, minh, khoa, vy, lan, lead
):
    asked(case, minh)
    assert not Enquiry.objects.visible_to(khoa).exists()
    assert not Enquiry.objects.visible_to(vy).exists()
    assert Enquiry.objects.visible_to(lan).exists()

    Incident.objects.filter(pk=case.pk).update(restricted=True)

    assert not Enquiry.objects.visible_to(lan).exists()
    assert Enquiry.objects.visible_to(lead).exists()


def test_a_merge_takes_unsettled_enquiries_along(case, make_case, minh, lead):
    target = make_case()
    open_one = asked(case, minh)
    done = enquiries.decline(asked(case, minh), actor=minh, reason="trùng")

    lifecycle.merge(case, target, actor=lead, reason="cùng một chuyện")

    assert Enquiry.objects.get(pk=open_one.pk).incident == target
    assert Enquiry.objects.get(pk=done.pk).incident == case


def test_the_link_of_the_piece_is_checked(case, minh):
    enquiry = asked(case, minh)
    with pytest.raises(ValidationError) as refused:
        replies.link(enquiry, actor=minh, published_url="javascript:alert(1)")
    assert "published_url" in refused.value.message_dict

    assert replies.link(enquiry, actor=minh, published_url="https://bao.example/1").published_url


def test_people_of_other_brands_are_not_given_an_enquiry(case, minh, vy):
    with pytest.raises(ValidationError):
        enquiries.assign(asked(case, minh), to=vy, actor=minh)
    assert Brand.objects.count() == 2
