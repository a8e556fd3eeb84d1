"""From draft to approved: who signs, what is void, what is refused and why."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from crisisdesk.kernel.errors import Blocked, Forbidden, Stale
from incidents.models import TimelineEntry
from statements import chain
from statements.enums import State, StepState
from statements.models import ApprovalStep, Statement
from statements.services import drafting, review
from statements.services.drafting import Words
from teams.models import Role


def codes(error: pytest.ExceptionInfo[Blocked]) -> list[str]:
    return [reason.code for reason in error.value.reasons]


def verbs(case) -> list[str]:
    return list(TimelineEntry.objects.filter(incident=case).values_list("verb", flat=True))


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

    with pytest.raises(Forbidden, match="wrote or changed"):
        review.approve(words, actor=manager)

    with pytest.raises(Forbidden, match="wrote or changed"):
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


def test_steps_of_one_order_wait_side_by_side_and_higher_ones_for_them(
    make_case, draft_of, approve_by, minh, phuong, lan, nghia
):
    case = make_case("critical")
    words = review.submit(draft_of(case), actor=minh)
    opened = {tuple(s.holders): s.is_open for s in words.steps.all()}
    assert opened == {("comms_head",): True, ("legal",): False, ("executive",): False}

    words = approve_by(words, phuong)
    assert all(s.is_open for s in words.steps.filter(state="waiting"))

    words = approve_by(words, nghia, lan)
    assert words.status == State.APPROVED


def test_one_person_fills_at_most_one_step(make_case, draft_of, minh, manager, phuong, lan, nghia):
    case = make_case("high")
    words = review.submit(draft_of(case), actor=minh)
    review.view(words.version, phuong)
    review.approve(words, actor=phuong)

    with pytest.raises(Forbidden, match="at most one step"):
        review.approve(words, actor=phuong)


def test_submitting_names_the_step_and_backup_that_nobody_can_fill(case, draft_of, minh, manager):
    words = draft_of(case, by=manager)

    with pytest.raises(Blocked) as refused:
        review.submit(words, actor=minh)

    assert codes(refused) == ["four_eyes"]
    sentence = str(refused.value.reasons[0].message)
    assert "Quản lý truyền thông" in sentence or "Comms manager" in sentence


def test_two_steps_need_two_different_people(make_case, draft_of, minh, lan, nghia, phuong):
    case = make_case("critical")
    words = draft_of(case, by=minh)

    assert chain.unfillable(words) == []

    nghia.memberships.update(is_active=False)
    assert [step.holders for step in chain.unfillable(words)] == [("executive",)]


@pytest.mark.parametrize(
    ("demands", "left_over"),
    [
        ([{1}, {2}], []),
        ([{1}, {1}], [1]),
        ([{1, 2}, {1}], []),
        ([{1, 2}, {1, 2}, {1, 2}], [2]),
        ([{1, 2}, {1}, {2, 3}], []),
        ([set()], [0]),
        ([], []),
    ],
)
def test_people_are_matched_to_steps(demands, left_over):
    assert chain.unmatched(demands) == left_over


def test_a_signature_goes_to_the_step_that_strands_nobody(
    make_case, draft_of, minh, lan, make_person
):
    """The only lawyer also owns the fact: signing as owner would leave legal without anyone."""
    case = make_case("moderate", lead=minh)
    from incidents.models import Fact

    fact = Fact.objects.create(
        incident=case, text_vi="Đúng vậy.", status="confirmed", owner=lan, created_by=minh
    )
    head = make_person("Hà", Role.MANAGER)
    author = make_person("Tú", Role.MEMBER)
    words = draft_of(case, "correction", by=author, facts=[fact])
    words = review.submit(words, actor=author)

    assert sorted(tuple(s.holders) for s in words.steps.all()) == [
        ("comms_manager",),
        ("fact_owner",),
    ]
    assert chain.best_step(words, lan).holders == ["fact_owner"]
    assert chain.best_step(words, head).holders == ["comms_manager"]


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


def test_a_rising_severity_asks_for_more_signatures(
    case, draft_of, minh, manager, phuong, lan, nghia, khoa
):
    from incidents.services import severity

    words = review.submit(draft_of(case), actor=minh)
    assert [s.holders for s in words.steps.all()] == [["comms_manager"]]

    severity.raise_to(case, "critical", actor=khoa, reason="báo chí đăng")

    live = words.steps.exclude(state=StepState.VOID)
    assert [s.holders for s in live] == [["comms_head"], ["legal"], ["executive"]]
    assert [s.is_open for s in live] == [True, False, False]


def test_a_falling_severity_changes_nothing_under_way(make_case, draft_of, minh, phuong, lan, lead):
    from incidents.services import severity

    case = make_case("high")
    words = review.submit(draft_of(case), actor=minh)
    before = list(words.steps.values_list("holders", "state"))

    severity.lower_to(case, "moderate", actor=lead, reason="đã dịu")

    assert list(words.steps.values_list("holders", "state")) == before


def test_a_given_signature_counts_for_the_longer_chain(
    case, draft_of, approve_by, minh, phuong, lan, nghia, manager
):
    """The head has signed as a manager; the longer chain asks for the head and finds the word."""
    fact_case = case
    from incidents.models import Fact
    from incidents.services import severity

    fact = Fact.objects.create(
        incident=case, text_vi="Đúng.", status="confirmed", owner=lan, created_by=minh
    )
    words = review.submit(draft_of(fact_case, "correction", facts=[fact]), actor=minh)
    words = approve_by(words, phuong)

    severity.raise_to(case, "high", actor=minh, reason="lan rộng")

    waiting = words.steps.filter(state=StepState.WAITING)
    assert sorted(s.holders[0] for s in waiting) == ["fact_owner", "legal"]


def test_an_admin_never_signs_whatever_the_title(case, draft_of, minh, manager, make_person):
    boss = make_person("Tâm", Role.ADMIN, "comms_head")
    words = review.submit(draft_of(case), actor=minh)
    review.view(words.version, boss)

    with pytest.raises(Forbidden):
        review.approve(words, actor=boss)


def test_a_named_holder_signs_whatever_the_general_role(
    make_case, draft_of, minh, lead, make_person
):
    case = make_case("high", kind="labour_dispute")
    staff = make_person("Thu", Role.VIEWER, "hr")
    words = review.submit(draft_of(case, "internal_brief"), actor=minh)

    assert chain.best_step(words, staff).holders == ["hr"]
    assert chain.best_step(words, lead).holders == ["lead"]


def test_a_step_without_any_holder_goes_to_its_backup_at_once(
    make_case, draft_of, minh, phuong, nghia
):
    case = make_case("high")
    words = review.submit(draft_of(case), actor=minh)

    legal = ApprovalStep.objects.get(statement=words, holders=["legal"])
    assert legal.backup_may_act
    assert chain.best_step(words, nghia) == legal


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
        "four_eyes",
    ]


def test_a_restricted_case_counts_only_those_who_may_see_it(
    make_case, draft_of, minh, lead, manager
):
    case = make_case(restricted=True)
    case.allowed.add(minh)
    words = draft_of(case)

    assert [step.holders for step in chain.unfillable(words)] == [("comms_manager",)]

    case.allowed.add(manager)
    assert chain.unfillable(words) == []
