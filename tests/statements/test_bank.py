"""The bank of questions and answers: cleared by another, true to the facts, one voice."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, transaction

from crisisdesk.kernel.errors import Blocked, Forbidden, Stale
from incidents.models import Fact, Incident
from incidents.services import facts as ledger
from incidents.services import lifecycle
from statements.enums_desk import AnswerState
from statements.models import Answer, AnswerVersion
from statements.selectors import bank as found
from statements.services import bank, bank_seeding, review
from statements.services.bank import Draft
from teams.models import Notice
from tests.statements.bank_helpers import cleared, written
from tests.statements.helpers import codes, verbs

pytestmark = pytest.mark.django_db


@pytest.fixture
def fact(case, make_fact) -> Fact:
    """Confirmed and public."""
    row = make_fact(case)
    row.visibility = "public"
    row.save()
    return row


def clear(answer: Answer, by) -> Answer:
    return bank.clear(answer, actor=by, expected_version=answer.version)


def test_a_second_person_clears_and_the_author_never(case, minh, manager, lead):
    answer = written(case, minh)

    with pytest.raises(Forbidden):
        clear(answer, minh)
    answer = clear(answer, manager)

    assert (answer.status, answer.cleared_by) == (AnswerState.CLEARED, manager)
    assert verbs(case)[-2:] == ["answer_written", "answer_cleared"]


def test_whoever_changed_it_since_does_not_clear_it_either(case, minh, manager, phuong):
    answer = written(case, minh)
    change = Draft({"answer_vi": "Xin ngừng dùng."})
    answer = bank.edit(answer, change, actor=manager, expected_version=1)
    answer = bank.edit(
        answer, Draft({"answer_vi": "Xin ngừng dùng ngay."}), actor=minh, expected_version=2
    )

    with pytest.raises(Forbidden):
        clear(answer, manager)
    assert clear(answer, phuong).cleared_by == phuong


def test_the_lead_clears_below_high_and_not_from_there(make_case, minh, lead):
    assert clear(written(make_case("moderate"), minh), lead).is_cleared
    with pytest.raises(Forbidden):
        clear(written(make_case("high"), minh), lead)


@pytest.mark.parametrize("who", ["khoa", "minh", "admin_person", "vy"])
def test_these_never_clear(case, lead, who, request):
    with pytest.raises(Forbidden):
        clear(written(case, lead), request.getfixturevalue(who))


def test_the_database_refuses_an_author_who_clears(case, minh, manager):
    answer = cleared(case, minh, manager)

    with pytest.raises(IntegrityError), transaction.atomic():
        Answer.objects.filter(pk=answer.pk).update(cleared_by=minh)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"answer_vi": ""}, "no_answer"),
        ({"answer_en": ""}, "no_english"),
        (
            {"answer_vi": "Đã có 12 khách báo.", "answer_en": "12 customers have told us."},
            "no_fact",
        ),
        ({"answer_vi": "Nếu có ai cảm thấy bị xúc phạm, xin gọi."}, "lint_open"),
        ({"answer_vi": "Anh Ba, số 0903 111 222, đã gọi."}, "lint_open"),
    ],
)
def test_what_holds_an_answer_up(case, minh, manager, change, code):
    answer = written(case, minh, **change)

    with pytest.raises(Blocked) as refused:
        clear(answer, manager)

    assert code in codes(refused)


def test_vietnamese_only_is_said_and_then_enough(case, minh, manager):
    answer = written(case, minh, answer_en="", question_en="", vi_only=True)

    assert clear(answer, manager).is_cleared


@pytest.mark.parametrize(
    ("state", "visibility", "code"),
    [
        ("unverified", "public", "fact_unconfirmed"),
        ("inconclusive", "public", "fact_unconfirmed"),
        ("confirmed", "internal", "fact_not_public"),
    ],
)
def test_only_confirmed_and_public_facts_clear_an_answer(
    case, fact, minh, manager, state, visibility, code
):
    Fact.objects.filter(pk=fact.pk).update(status=state, visibility=visibility)
    answer = written(case, minh, facts=[Fact.objects.get(pk=fact.pk)])

    with pytest.raises(Blocked) as refused:
        clear(answer, manager)

    assert codes(refused) == [code]


def test_privileged_and_foreign_facts_are_not_even_ticked(make_case, make_fact, minh, case):
    foreign = make_fact(make_case())
    secret = make_fact(case)
    secret.visibility = "privileged"
    for fact in (foreign, secret):
        with pytest.raises(ValidationError) as refused:
            written(case, minh, facts=[fact])
        assert list(refused.value.message_dict) == ["facts"]


def test_a_refuted_fact_takes_its_answer_out_of_use_and_the_owner_is_told(
    case, fact, minh, manager, lead
):
    answer = cleared(case, minh, manager, facts=[fact])
    other = cleared(case, minh, manager)

    ledger.revise_fact(fact, actor=lead, status="refuted", reason="phòng xét nghiệm bác bỏ")

    answer.refresh_from_db()
    other.refresh_from_db()
    assert (answer.status, answer.doubt, other.status) == ("checking", "fact", "cleared")
    assert "answer_doubted" in verbs(case)
    told = Notice.objects.filter(topic="statements.answer_doubted")
    assert {row.user for row in told} == {minh, manager}
    assert answer not in found.usable(case.brand_id, case, minh)
    with pytest.raises(Blocked) as refused:
        clear(answer, manager)
    assert codes(refused) == ["fact_unconfirmed"]


def test_a_reworded_fact_does_the_same(case, fact, minh, manager, lead):
    from incidents.services.evidence import add_evidence

    add_evidence(case, actor=lead, title="Phiếu", url="https://lab.example/1", fact=fact)
    answer = cleared(case, minh, manager, facts=[fact])

    ledger.revise_fact(
        fact, actor=lead, status="confirmed", reason="rõ hơn", text_vi="Lô 12 và 13 dừng bán."
    )

    answer.refresh_from_db()
    assert answer.status == AnswerState.CHECKING
    with pytest.raises(Blocked) as refused:
        clear(answer, manager)
    assert codes(refused) == ["fact_reworded"]
    # Saving it anew takes the fact's words over; then a second person may clear it again.
    change = Draft({}, facts=[Fact.objects.get(pk=fact.pk)])
    answer = bank.edit(answer, change, actor=minh, expected_version=answer.version)
    assert clear(answer, manager).is_cleared


def test_an_edit_of_a_cleared_answer_voids_the_word(case, minh, manager):
    answer = cleared(case, minh, manager)

    answer = bank.edit(
        answer, Draft({"answer_vi": "Xin đừng dùng."}), actor=minh, expected_version=answer.version
    )

    assert answer.status == AnswerState.DRAFT
    assert not found.usable(case.brand_id, case, minh).exists()


def test_clearing_what_was_changed_meanwhile_is_refused(case, minh, manager, lead):
    answer = written(case, minh)
    bank.edit(answer, Draft({"answer_vi": "Khác hẳn."}), actor=lead, expected_version=1)

    with pytest.raises(Stale):
        bank.clear(answer, actor=manager, expected_version=1)
    with pytest.raises(Stale):
        bank.edit(answer, Draft({"answer_vi": "Khác nữa."}), actor=minh, expected_version=1)


def test_withdrawn_answers_stay_on_record_and_vanish_from_use(case, minh, manager):
    answer = cleared(case, minh, manager)

    bank.withdraw(answer, actor=minh, reason="sai giọng")

    assert not found.usable(case.brand_id, case, minh).exists()
    assert list(found.bank(minh, {}, incident=case)) == []
    assert list(found.bank(minh, {"status": "withdrawn"}, incident=case)) == [answer]
    with pytest.raises(Blocked):
        bank.edit(answer, Draft({"answer_vi": "x"}), actor=minh, expected_version=3)
    assert bank.restore(answer, actor=minh).status == AnswerState.DRAFT


def test_every_state_is_kept_with_who_and_why_and_never_changed(case, minh, manager):
    answer = cleared(case, minh, manager)
    bank.question(answer, actor=minh, reason="khách nói khác")

    rows = AnswerVersion.objects.filter(answer=answer).order_by("number")

    assert [(row.status, row.by, row.reason) for row in rows] == [
        ("draft", minh, ""),
        ("cleared", manager, ""),
        ("checking", minh, "khách nói khác"),
    ]
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(answer_vi="khác")
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.delete()


def test_the_front_line_sees_only_what_is_cleared(case, minh, manager, khoa, vy):
    good, draft = cleared(case, minh, manager), written(case, minh)

    assert list(found.bank(khoa, {}, incident=case)) == [good]
    assert set(found.bank(minh, {}, incident=case)) == {good, draft}
    assert not Answer.objects.visible_to(vy).exists()


def test_a_restricted_case_keeps_its_answers_to_itself(case, minh, manager, khoa, lead):
    cleared(case, minh, manager)
    Incident.objects.filter(pk=case.pk).update(restricted=True)

    assert not Answer.objects.visible_to(khoa).exists()
    assert Answer.objects.visible_to(lead).count() == 1


def test_it_is_found_without_accents_by_audience_and_by_number(case, minh):
    one = written(case, minh, audience="press")
    two = written(case, minh, question_vi="Đổi hàng ở đâu?", answer_vi="Tại mọi cửa hàng.")

    def by(**wanted) -> list[Answer]:
        return list(found.bank(minh, wanted, incident=case))

    assert by(q="moi cua HANG") == [two]
    assert by(q="không có đâu") == []
    assert by(audience="press") == [one]
    assert by(q=two.reference.lower()) == [two]
    assert by(q="9" * 30) == []


NUMBERS = {"answer_vi": "Có 21 khách hàng báo.", "answer_en": "21 customers have told us."}


def test_an_answer_that_contradicts_a_statement_waits_for_a_reason(
    case, fact, waived, draft_of, approve_by, minh, manager
):
    said = {"text_vi": "Đã có 12 khách hàng báo.", "text_en": "12 customers have told us."}
    words = approve_by(review.submit(draft_of(case, **said), actor=minh), manager)
    answer = written(case, minh, facts=[fact], **NUMBERS)

    with pytest.raises(Blocked) as refused:
        clear(answer, manager)
    assert codes(refused) == ["lint_open"]
    assert "21" in str(refused.value)

    from statements import answer_lint

    finding = next(one for one in answer_lint.check(answer) if words.reference in str(one.why))
    bank.keep_phrase(answer, actor=minh, key=finding.key, reason="số mới lúc 15:00")
    assert clear(answer, manager).is_cleared


def test_a_statement_that_contradicts_a_cleared_answer_waits_too(
    case, fact, draft_of, minh, manager
):
    answer = cleared(case, minh, manager, facts=[fact], **NUMBERS)
    said = {"text_vi": "Đã có 12 khách hàng báo.", "text_en": "12 customers have told us."}
    draft = draft_of(case, **said)

    with pytest.raises(Blocked) as refused:
        review.submit(draft, actor=minh)
    assert set(codes(refused)) == {"contradiction_number"}
    assert answer.reference in str(refused.value)

    bank.withdraw(answer, actor=minh, reason="số cũ")
    review.submit(draft, actor=minh)


def test_the_two_languages_of_an_answer_must_agree(case, fact, minh, manager):
    answer = written(case, minh, facts=[fact], answer_vi="Có 12 khách.", answer_en="21 customers.")

    with pytest.raises(Blocked) as refused:
        clear(answer, manager)
    assert codes(refused) == ["lint_open"]


def test_a_case_begins_with_standing_answers_and_what_its_playbook_asks(
    brand, make_case, minh, manager, lead, plan
):
    mine = cleared(brand, minh, manager)
    written(brand, minh, question_vi="Của kịch bản khác?")
    Answer.objects.filter(question_vi="Của kịch bản khác?").update(kind="boycott")
    case = make_case(status="detected", playbook_version=plan)

    case = lifecycle.start_verification(case, actor=lead)

    rows = Answer.objects.filter(incident=case)
    critical = [q.key for q in plan.plan.questions if q.critical]
    assert critical
    assert sorted(row.playbook_key for row in rows if row.playbook_key) == sorted(critical)
    copy = rows.get(origin=mine)
    assert (copy.status, copy.answer_vi, copy.author) == ("draft", mine.answer_vi, minh)
    assert len(rows) == 1 + len(critical)
    assert bank_seeding.bring_again(case, actor=minh) == 0
    with pytest.raises(Forbidden):
        clear(copy, minh)
    assert clear(copy, manager).is_cleared


def test_merging_moves_what_may_still_be_used(case, make_case, minh, manager, lead):
    target = make_case()
    good, gone = cleared(case, minh, manager), written(case, minh)
    bank.withdraw(gone, actor=minh, reason="thừa")

    lifecycle.merge(case, target, actor=lead, reason="cùng một chuyện")

    assert Answer.objects.get(pk=good.pk).incident == target
    assert Answer.objects.get(pk=gone.pk).incident == case


def test_drills_use_their_own_answers_and_nobody_else_does(case, make_case, minh, manager):
    drill = make_case(is_drill=True)
    drill.allowed.add(minh, manager)
    real, played = cleared(case, minh, manager), cleared(drill, minh, manager)

    assert list(found.usable(case.brand_id, case, minh)) == [real]
    assert list(found.usable(case.brand_id, None, minh)) == [real]
    assert list(found.usable(case.brand_id, drill, minh)) == [played]


def test_work_on_answers_ends_with_the_case_but_doubt_does_not(case, fact, minh, manager, lead):
    answer = cleared(case, minh, manager, facts=[fact])
    Incident.objects.filter(pk=case.pk).update(status="contained")
    Incident.objects.filter(pk=case.pk).update(status="resolved")
    Incident.objects.filter(pk=case.pk).update(status="post_mortem")

    with pytest.raises(Blocked):
        written(Incident.objects.get(pk=case.pk), minh)
    ledger.revise_fact(fact, actor=lead, status="refuted", reason="hóa ra sai")

    assert Answer.objects.get(pk=answer.pk).status == AnswerState.CHECKING
