"""Who signs which step, and whether enough different people are there."""

from __future__ import annotations

import pytest

from crisisdesk.kernel.errors import Blocked, Forbidden
from statements import chain
from statements.enums import State, StepState
from statements.models import ApprovalStep
from statements.services import review
from teams.models import Role
from tests.statements.helpers import codes


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


def test_a_rising_severity_asks_for_more_signatures(
    case, draft_of, minh, manager, phuong, lan, nghia, khoa
):
    from incidents.services import severity

    words = review.submit(draft_of(case), actor=minh)
    assert [s.holders for s in words.steps.all()] == [["comms_manager"]]

    severity.raise_to(case, "critical", actor=minh, reason="báo chí đăng")

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


@pytest.mark.parametrize("role", [Role.VIEWER, Role.ADMIN])
def test_whoever_sees_no_draft_or_only_administers_holds_no_office(
    make_case, draft_of, minh, make_person, role
):
    words = draft_of(make_case("high", kind="labour_dispute"), "internal_brief")
    staff = make_person("Thu", role, "hr")

    assert not chain.holds(staff, "hr", words)
    assert chain.holders_by_office(words)["hr"] == set()


def test_a_named_holder_signs_whatever_the_general_role(
    make_case, draft_of, minh, lead, make_person
):
    case = make_case("high", kind="labour_dispute")
    staff = make_person("Thu", Role.MEMBER, "hr")
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


def test_a_restricted_case_counts_only_those_who_may_see_it(
    make_case, draft_of, minh, lead, manager
):
    case = make_case(restricted=True)
    case.allowed.add(minh)
    words = draft_of(case)

    assert [step.holders for step in chain.unfillable(words)] == [("comms_manager",)]

    case.allowed.add(manager)
    assert chain.unfillable(words) == []


def test_a_person_of_two_offices_signs_where_nobody_else_can(
    make_case, draft_of, approve_by, minh, manager, lan, make_person
):
    """The manager owns the fact; a moderate correction asks for a manager and the fact's owner."""
    case = make_case("moderate", lead=lan)
    from incidents.models import Fact

    fact = Fact.objects.create(
        incident=case, text_vi="Đúng.", status="confirmed", owner=manager, created_by=minh
    )
    other = make_person("Hà", Role.MANAGER)
    words = review.submit(draft_of(case, "correction", facts=[fact]), actor=minh)

    # The manager could sign either step; only the manager owns the fact.
    assert chain.best_step(words, manager).holders == ["fact_owner"]
    words = approve_by(words, manager, other)
    assert words.status == State.APPROVED


def test_merging_into_a_worse_case_asks_for_more(
    make_case, draft_of, minh, manager, phuong, lan, lead
):
    from incidents.services import lifecycle

    calm, bad = make_case("moderate"), make_case("high")
    words = review.submit(draft_of(calm), actor=minh)

    lifecycle.merge(calm, bad, actor=lead, reason="cùng chuyện")

    live = words.steps.exclude(state=StepState.VOID)
    assert sorted(step.holders[0] for step in live) == ["comms_head", "legal"]


def test_one_signature_stands_for_one_step_of_the_longer_chain(
    make_case, draft_of, approve_by, minh, manager, nghia, lan, phuong, khoa
):
    """The chief executive has signed as backup; a longer chain still asks for the others."""
    from incidents.services import severity
    from playbooks.models import ApprovalChain

    case = make_case("moderate")
    for level, offices in (("moderate", ["executive"]), ("high", ["executive", "ceo"])):
        ApprovalChain.objects.create(
            brand=case.brand,
            kind="holding",
            severity=level,
            lane="full",
            steps=[
                {"order": 1, "mode": "any", "holders": [office], "backup": ["legal"]}
                for office in [*offices, "comms_manager"]
            ],
        )
    words = approve_by(review.submit(draft_of(case), actor=minh), nghia)

    severity.raise_to(case, "high", actor=minh, reason="lan rộng")

    waiting = words.steps.filter(state=StepState.WAITING)
    assert sorted(step.holders[0] for step in waiting) == ["ceo", "comms_manager"]
