"""Standing in: written, dated, never chosen by the author, never twice on one text."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.errors import Forbidden
from incidents import sentences
from incidents.models import TimelineEntry
from playbooks.models import Deputy
from playbooks.services import standing
from statements import chain
from statements.enums import State
from statements.models import Statement
from statements.services import drafting, review, sweeping
from statements.services.drafting import Words
from teams.models import Notice, Role

HOUR = timedelta(hours=1)
#: A working Wednesday (the 24th is a public holiday) and a Sunday night in Vietnam.
OFFICE = datetime(2026, 11, 25, 10, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
NIGHT = datetime(2026, 11, 22, 23, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


def hand_over(giver, to, office="comms_manager", **more):
    fields = {"reason": "nghỉ phép", "ends_at": now() + HOUR, "actor": giver} | more
    brand = giver.memberships.get().brand
    return standing.delegate(brand, office=office, to=to, giver=giver, **fields)


@pytest.fixture
def hanh(make_person):
    """A lawyer without a step of her own in the short chains."""
    return make_person("Hạnh", Role.LEGAL)


@pytest.fixture
def waiting(case, draft_of, minh, manager):
    """A holding text at moderate, waiting for the comms manager."""
    return review.submit(draft_of(case), actor=minh)


def test_a_delegate_signs_in_place_of_the_holder(waiting, approve_by, manager, hanh):
    row = hand_over(manager, hanh)

    words = approve_by(waiting, hanh)

    given = words.steps.get().approvals.get()
    assert words.status == State.APPROVED
    assert (given.by, given.for_whom, given.stood_in_until) == (hanh, manager, row.ends_at)


def test_the_timeline_says_for_whom_and_until_when(waiting, approve_by, manager, hanh):
    hand_over(manager, hanh)
    approve_by(waiting, hanh)

    entry = TimelineEntry.objects.get(verb="approval_delegated")

    said = sentences.sentence(entry)
    assert hanh.name in said
    assert manager.name in said
    assert "ST-" in said


def test_whoever_was_given_nothing_signs_nothing(waiting, approve_by, hanh):
    with pytest.raises(Forbidden):
        approve_by(waiting, hanh)


def test_a_delegation_begins_and_ends_by_itself(waiting, approve_by, manager, hanh):
    hand_over(manager, hanh, starts_at=now() + HOUR, ends_at=now() + 2 * HOUR)

    assert chain.steps_open_to(waiting, hanh) == []
    with time_machine.travel(now() + 1.5 * HOUR):
        assert len(chain.steps_open_to(Statement.objects.get(pk=waiting.pk), hanh)) == 1
    with time_machine.travel(now() + 2 * HOUR), pytest.raises(Forbidden):
        approve_by(waiting, hanh)


@pytest.mark.parametrize("who", ["giver", "delegate", "admin"])
def test_it_is_revoked_at_once(waiting, approve_by, manager, hanh, admin_person, who):
    row = hand_over(manager, hanh)
    standing.revoke(row, actor={"giver": manager, "delegate": hanh, "admin": admin_person}[who])

    with pytest.raises(Forbidden):
        approve_by(waiting, hanh)


def test_nobody_else_revokes_it(manager, hanh, phuong):
    with pytest.raises(Forbidden):
        standing.revoke(hand_over(manager, hanh), actor=phuong)


def test_the_author_chooses_no_delegate_for_their_own_text(
    case, draft_of, approve_by, manager, phuong, hanh
):
    """Contract 6.3: the manager wrote it, and the lawyer would sign by the manager's word."""
    hand_over(manager, hanh)
    words = review.submit(draft_of(case, by=manager), actor=manager)

    with pytest.raises(Forbidden):
        approve_by(words, hanh)


def test_neither_does_the_last_editor(case, draft_of, approve_by, minh, manager, phuong, hanh):
    hand_over(manager, hanh)
    words = draft_of(case, by=minh)
    drafting.save(words, actor=manager, expected_version=1, words=Words(text_vi="Bản khác."))
    words = review.submit(Statement.objects.get(pk=words.pk), actor=minh)

    with pytest.raises(Forbidden):
        approve_by(words, hanh)


@pytest.mark.parametrize("who", ["author", "editor"])
def test_no_delegation_reaches_a_hand_of_the_text(
    case, draft_of, approve_by, minh, manager, lead, who
):
    hand = {"author": minh, "editor": lead}[who]
    hand_over(manager, hand)
    words = draft_of(case, by=minh)
    if who == "editor":
        drafting.save(words, actor=lead, expected_version=1, words=Words(text_vi="Bản khác."))
    words = review.submit(Statement.objects.get(pk=words.pk), actor=minh)

    with pytest.raises(Forbidden):
        approve_by(words, hand)


def test_a_delegate_passes_nothing_on(waiting, approve_by, manager, hanh, make_person):
    """No chains: whoever only stands in holds nothing to give; and what a title lost is lost."""
    hand_over(manager, hanh)
    with pytest.raises(Forbidden):
        hand_over(hanh, make_person("Tú", Role.LEGAL))

    manager.memberships.update(role=Role.MEMBER)
    with pytest.raises(Forbidden):
        approve_by(waiting, hanh)


def test_one_person_never_fills_two_roles_by_delegation(
    make_case, draft_of, approve_by, minh, phuong, lan, nghia, hanh, make_person
):
    """Once the delegate has signed for the head, neither signs again on this text."""
    ha = make_person("Hà", Role.LEGAL)
    words = review.submit(draft_of(make_case("critical")), actor=minh)
    hand_over(phuong, hanh, "comms_head")
    hand_over(nghia, phuong, "executive")
    hand_over(lan, ha, "legal")

    words = approve_by(words, hanh)

    assert chain.signers(words) == {hanh.pk, phuong.pk}
    for person in (hanh, phuong):
        with pytest.raises(Forbidden):
            approve_by(words, person)
    assert approve_by(words, ha, nghia).status == State.APPROVED


def test_standing_in_never_leaves_ones_own_step_without_a_person(
    make_case, draft_of, minh, phuong, lan, nghia
):
    """The only lawyer is the head's delegate: were she to sign for him, nobody signs for legal."""
    words = review.submit(draft_of(make_case("critical")), actor=minh)
    hand_over(phuong, lan, "comms_head")

    assert chain.steps_open_to(Statement.objects.get(pk=words.pk), lan) == []


def test_an_admin_never_becomes_a_delegate(manager, admin_person, khoa, vy):
    from django.core.exceptions import ValidationError

    for person in (admin_person, khoa, vy, manager):
        with pytest.raises(ValidationError) as refused:
            hand_over(manager, person)
        assert set(refused.value.message_dict) == {"to"}


def test_delegates_are_asked_and_reminded_but_the_clock_never_approves(
    case, draft_of, minh, manager, phuong, hanh
):
    hand_over(manager, hanh, ends_at=now() + 48 * HOUR)
    words = review.submit(draft_of(case), actor=minh)
    topics = ["approval_wanted", "approval_reminder"]

    with time_machine.travel(now() + 40 * HOUR):
        sweeping.sweep()

    found = Notice.objects.filter(user=hanh, topic__startswith="statements.approval_")
    assert sorted(found.values_list("topic", flat=True)) == sorted(
        f"statements.{t}" for t in topics
    )
    assert Statement.objects.get(pk=words.pk).status == State.IN_REVIEW


@pytest.mark.parametrize(
    ("hours", "topics"),
    [
        (0.4, []),
        (1.1, ["approval_passed_on"]),
        (1.6, ["approval_overdue", "approval_passed_on"]),
    ],
)
def test_hand_over_and_complaint_reach_the_heads_delegate_and_deputy(
    case, draft_of, minh, manager, phuong, lan, hanh, admin_person, hours, topics
):
    """The backup and the one who is paged are the head, who is away; at night the deputy is on."""
    with time_machine.travel(NIGHT, tick=False):
        words = review.submit(draft_of(case), actor=minh)
        hand_over(phuong, hanh, "comms_head", ends_at=now() + 48 * HOUR)
        standing.set_deputy(case.brand, actor=admin_person, office="comms_head", user=lan)
        # Within the night: a step in working time would be due when the deputy is off again.
        words.steps.update(due_at=now() + HOUR)
    with time_machine.travel(NIGHT + hours * HOUR, tick=False):
        sweeping.sweep()

    for person in (hanh, lan):
        found = Notice.objects.filter(user=person).exclude(topic__startswith="playbooks.")
        assert sorted(found.values_list("topic", flat=True)) == [f"statements.{t}" for t in topics]
    assert Statement.objects.get(pk=words.pk).status == State.IN_REVIEW


def test_a_backups_delegate_signs_only_after_the_time_is_up(
    case, draft_of, approve_by, minh, manager, phuong, hanh
):
    hand_over(phuong, hanh, "comms_head", ends_at=now() + 48 * HOUR)
    words = review.submit(draft_of(case), actor=minh)

    with pytest.raises(Forbidden):
        approve_by(words, hanh)
    with time_machine.travel(now() + 40 * HOUR):
        assert approve_by(words, hanh).status == State.APPROVED


@pytest.fixture
def deputy(brand, admin_person, hanh):
    standing.set_deputy(brand, actor=admin_person, office="comms_manager", user=hanh)
    return hanh


def test_a_deputy_signs_while_the_office_is_closed(
    case, draft_of, approve_by, minh, manager, deputy
):
    with time_machine.travel(NIGHT, tick=False):
        words = approve_by(review.submit(draft_of(case), actor=minh), deputy)

    given = words.steps.get().approvals.get()
    assert (given.for_whom, given.stood_in_for) == (None, "comms_manager")
    assert given.stood_in_until == datetime(2026, 11, 23, 8, 30, tzinfo=NIGHT.tzinfo)
    assert manager.name in sentences.sentence(TimelineEntry.objects.get(verb="approval_delegated"))


def test_in_office_hours_a_deputy_is_nobody(case, draft_of, approve_by, minh, manager, deputy):
    with time_machine.travel(OFFICE, tick=False), pytest.raises(Forbidden):
        approve_by(review.submit(draft_of(case), actor=minh), deputy)


def test_a_deputy_is_told_at_night_only(case, draft_of, minh, manager, deputy):
    for at, count in ((OFFICE, 0), (NIGHT + timedelta(days=7), 1)):
        with time_machine.travel(at, tick=False):
            review.submit(draft_of(case), actor=minh)
        wanted = Notice.objects.filter(user=deputy, topic="statements.approval_wanted")
        assert wanted.count() == count


def test_a_deputy_does_not_make_a_text_signable(case, draft_of, minh, manager, deputy):
    """Four eyes ask for people who hold the office at noon as well."""
    manager.memberships.update(is_active=False)
    with time_machine.travel(NIGHT, tick=False):
        assert len(chain.unfillable(draft_of(case))) == 1


def test_a_deputy_who_wrote_the_text_does_not_sign_it(case, draft_of, approve_by, deputy, manager):
    with time_machine.travel(NIGHT, tick=False), pytest.raises(Forbidden):
        approve_by(review.submit(draft_of(case, by=deputy), actor=deputy), deputy)


def test_a_delegation_opens_no_restricted_case(
    make_case, draft_of, approve_by, minh, manager, phuong, hanh
):
    case = make_case(restricted=True)
    case.allowed.add(minh, manager)
    hand_over(manager, hanh)
    words = review.submit(draft_of(case), actor=minh)

    assert chain.steps_open_to(words, hanh) == []


def test_what_was_signed_stands_after_the_delegation_ended(waiting, approve_by, manager, hanh):
    row = hand_over(manager, hanh)
    words = approve_by(waiting, hanh)
    standing.revoke(row, actor=manager)

    assert Statement.objects.get(pk=words.pk).status == State.APPROVED
    assert not Deputy.objects.exists()
