"""From draft to approved: what is signed, void and refused, and why."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from crisisdesk.kernel.errors import Blocked, Forbidden, Stale
from incidents.models import TimelineEntry
from statements.enums import State, StepState
from statements.models import Statement
from statements.services import drafting, review
from statements.services.drafting import Words
from tests.statements.helpers import codes, verbs


def test_a_signed_text_is_approved_and_bound_to_its_digest(
    case, draft_of, approve_by, minh, manager
):
    words = review.submit(draft_of(case), actor=minh)
    assert words.status == State.IN_REVIEW

    words = approve_by(words, manager)

    assert words.status == State.APPROVED
    assert words.approved_hash == words.version.digest == words.version.seal()
    assert verbs(case) == [
        "statement_drafted",
        "statement_submitted",
        "statement_step_approved",
        "statement_approved",
    ]


def test_author_and_last_editor_never_approve(case, draft_of, minh, manager, phuong):
    words = draft_of(case, by=manager)
    drafting.save(words, actor=minh, expected_version=1, words=Words(text_vi="Bản khác hẳn."))
    words = review.submit(Statement.objects.get(pk=words.pk), actor=minh)
    review.view(words.version, manager)

    with pytest.raises(Forbidden, match="do chính mình soạn"):
        review.approve(words, actor=manager)

    with pytest.raises(Forbidden, match="do chính mình soạn"):
        review.approve(words, actor=minh)


def test_approving_needs_to_have_read_exactly_this_version(case, draft_of, minh, manager):
    words = review.submit(draft_of(case), actor=minh)

    with pytest.raises(Blocked) as refused:
        review.approve(words, actor=manager)

    assert codes(refused) == ["not_viewed"]


def test_a_stranger_to_the_step_may_not_sign(
    case, draft_of, minh, manager, lan, khoa, vy, admin_person
):
    words = review.submit(draft_of(case), actor=minh)

    for person in (lan, khoa, vy, admin_person):
        with pytest.raises(Forbidden):
            review.approve(words, actor=person)


def test_one_person_fills_at_most_one_step(make_case, draft_of, minh, manager, phuong, lan, nghia):
    case = make_case("high")
    words = review.submit(draft_of(case), actor=minh)
    review.view(words.version, phuong)
    review.approve(words, actor=phuong)

    with pytest.raises(Forbidden, match="mỗi người chỉ duyệt một bước"):
        review.approve(words, actor=phuong)


def test_an_empty_chain_is_approved_by_the_desk_itself(case, draft_of, minh, bot):
    words = review.submit(draft_of(case, "comment_reply", channels=["facebook"]), actor=minh)

    assert words.status == State.APPROVED
    assert words.approved_hash == words.version.digest
    last = TimelineEntry.objects.filter(incident=case).latest("seq")
    assert (last.verb, last.actor) == ("statement_approved", bot)


def test_any_edit_voids_every_approval(approved, minh, manager, approve_by):
    version = drafting.save(
        approved, actor=minh, expected_version=1, words=Words(text_vi="Một chữ khác.")
    )
    words = Statement.objects.get(pk=approved.pk)

    assert words.status == State.DRAFT
    assert (version.number, words.approved_hash, words.approved_at) == (2, "", None)
    assert set(words.steps.values_list("state", flat=True)) == {StepState.VOID}


def test_words_in_review_are_frozen(case, draft_of, minh, manager):
    words = review.submit(draft_of(case), actor=minh)

    with pytest.raises(Blocked) as refused:
        drafting.save(words, actor=minh, expected_version=1, words=Words(text_vi="Khác."))

    assert codes(refused) == ["wrong_state"]


def test_a_recall_brings_the_text_back_and_needs_a_reason(case, draft_of, minh, manager):
    words = review.submit(draft_of(case), actor=minh)
    with pytest.raises(ValidationError):
        review.recall(words, actor=minh, reason=" ")

    words = review.recall(words, actor=minh, reason="nhầm số lô")

    assert words.status == State.DRAFT
    assert verbs(case)[-1] == "statement_recalled"


def test_returning_needs_reason_and_suggestion(case, draft_of, minh, manager):
    words = review.submit(draft_of(case), actor=minh)
    with pytest.raises(ValidationError) as refused:
        review.request_changes(words, actor=manager, reason="chưa rõ", suggestion="")
    assert set(refused.value.message_dict) == {"suggestion"}

    words = review.request_changes(
        words, actor=manager, reason="chưa rõ", suggestion="Nêu rõ số lô"
    )

    assert words.status == State.CHANGES_REQUESTED
    assert words.steps.get().state == StepState.VOID
    assert words.steps.get().approvals.get().suggestion == "Nêu rõ số lô"


def test_a_rejection_is_final(case, draft_of, minh, manager):
    words = review.submit(draft_of(case), actor=minh)
    words = review.reject(words, actor=manager, reason="không nên nói lúc này")

    assert words.status == State.REJECTED
    with pytest.raises(Blocked):
        review.revise(words, actor=minh)


def test_who_reads_an_older_version_is_told_so(case, draft_of, minh, manager):
    words = draft_of(case)
    drafting.save(words, actor=minh, expected_version=1, words=Words(text_vi="Bản hai."))
    words = review.submit(Statement.objects.get(pk=words.pk), actor=minh)
    review.view(words.version, manager)

    with pytest.raises(Stale) as refused:
        review.approve(words, actor=manager, expected_version=1)

    assert refused.value.current_seq == 2


def test_the_submit_refusals_each_have_a_code(make_case, minh, make_fact, manager):
    case = make_case(None, status="verifying")
    words = drafting.draft(
        case,
        actor=minh,
        kind="full_statement",
        words=Words(
            text_vi="Chúng tôi cam kết 100% về {product}.",
            text_en="",
            channels=[],
            facts=[make_fact(case, "unverified")],
        ),
    )

    with pytest.raises(Blocked) as refused:
        review.submit(words, actor=minh)

    assert codes(refused) == [
        "not_scored",
        "no_english",
        "no_channel",
        "placeholder_empty",
        "fact_unconfirmed",
        "lint_over_promise",
        "no_strategy",
        "four_eyes",
    ]


def test_a_draft_is_put_away_for_good(case, draft_of, minh, khoa):
    words = draft_of(case)
    with pytest.raises(Forbidden):
        review.discard(words, actor=khoa)

    words = review.discard(words, actor=minh, reason="trùng")

    assert words.status == State.DISCARDED
    with pytest.raises(Blocked):
        review.submit(words, actor=minh)


def test_reworking_an_approved_text_voids_its_signatures(approved, lead):
    words = review.revise(approved, actor=lead)

    assert (words.status, words.approved_hash) == (State.DRAFT, "")
    assert words.steps.get().state == StepState.VOID
    assert verbs(words.incident)[-1] == "statement_revised"
