"""Two people press at the same moment, on real PostgreSQL."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
import time_machine
from django.db import connection

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.errors import DeskError
from incidents import timeline
from incidents.models import Incident
from statements.enums import State
from statements.models import Approval, Promise, Publication, Statement
from statements.services import briefs, drafting, holds, publishing, review, scheduling
from statements.services.drafting import Words

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts):
    """Run all acts at the same moment; what each answered, or how it was refused."""
    barrier = Barrier(len(acts))

    def run(act):
        try:
            barrier.wait(timeout=10)
            return act()
        except DeskError as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def refusals(answers) -> list[DeskError]:
    return [answer for answer in answers if isinstance(answer, DeskError)]


def unbroken(case: Incident) -> bool:
    return timeline.verify(Incident.objects.get(pk=case.pk)) is None


@pytest.fixture
def spoken_for(case, lead):
    briefs.waive(case, actor=lead, reason="thử")
    return case


def test_two_signatures_at_once_both_count(make_case, draft_of, minh, phuong, lan):
    case = make_case("high")
    words = review.submit(draft_of(case), actor=minh)
    for person in (phuong, lan):
        review.view(words.version, person)

    answers = at_once(
        lambda: review.approve(words, actor=phuong), lambda: review.approve(words, actor=lan)
    )

    assert not refusals(answers)
    assert Statement.objects.get(pk=words.pk).status == State.APPROVED
    assert Approval.objects.count() == 2
    assert unbroken(case)


def test_one_signature_pressed_twice_counts_once(case, draft_of, minh, manager):
    words = review.submit(draft_of(case), actor=minh)
    review.view(words.version, manager)

    answers = at_once(*[lambda: review.approve(words, actor=manager)] * 2)

    assert len(refusals(answers)) == 1
    assert str(refusals(answers)[0])
    assert Approval.objects.count() == 1
    assert unbroken(case)


@pytest.mark.parametrize("_round", range(5))
def test_an_edit_while_another_approves_never_leaves_an_approved_stranger(
    case, draft_of, minh, manager, _round
):
    words = review.submit(draft_of(case), actor=minh)
    review.view(words.version, manager)
    edit = Words(text_vi="Bản khác, chưa ai duyệt.")

    at_once(
        lambda: review.approve(words, actor=manager),
        lambda: drafting.save(words, actor=minh, expected_version=1, words=edit),
    )

    fresh = Statement.objects.get(pk=words.pk)
    if fresh.status == State.APPROVED:
        assert fresh.approved_hash == fresh.version.digest
        assert fresh.current_version == 1
    else:
        assert (fresh.status, fresh.approved_hash) == (State.DRAFT, "")
    assert unbroken(case)


@pytest.mark.parametrize("_round", range(5))
def test_publishing_twice_at_once_publishes_once(
    spoken_for, draft_of, approve_by, minh, manager, lead, _round
):
    words = approve_by(review.submit(draft_of(spoken_for), actor=minh), manager)

    answers = at_once(
        lambda: publishing.publish(words, actor=minh),
        lambda: publishing.publish(words, actor=lead),
    )

    assert len(refusals(answers)) == 1
    assert (Publication.objects.count(), Promise.objects.count()) == (1, 1)
    assert unbroken(spoken_for)


def test_two_saves_at_once_keep_one_and_tell_the_other(case, draft_of, minh, lead):
    words = draft_of(case)

    answers = at_once(
        lambda: drafting.save(
            words, actor=minh, expected_version=1, words=Words(text_vi="Của Minh.")
        ),
        lambda: drafting.save(
            words, actor=lead, expected_version=1, words=Words(text_vi="Của Yến.")
        ),
    )

    assert len(refusals(answers)) == 1
    assert Statement.objects.get(pk=words.pk).current_version == 2


def test_drafts_begun_at_once_have_numbers_of_their_own(case, draft_of, minh, lead):
    at_once(*[lambda: draft_of(case) for _ in range(4)])

    assert sorted(Statement.objects.values_list("number", flat=True)) == [1, 2, 3, 4]
    assert unbroken(case)


@pytest.mark.parametrize("_round", range(3))
def test_two_sweeps_at_the_hour_and_a_hold_publish_once_or_not_at_all(
    spoken_for, draft_of, approve_by, minh, manager, lead, _round
):
    words = approve_by(review.submit(draft_of(spoken_for), actor=minh), manager)
    row = scheduling.schedule(words, actor=minh, due_at=now() + timedelta(seconds=1))

    with time_machine.travel(now() + timedelta(seconds=2)):
        answers = at_once(
            scheduling.publish_due,
            scheduling.publish_due,
            lambda: holds.place(words.brand, actor=lead, reason="khủng hoảng"),
        )

    row.refresh_from_db()
    assert not refusals(answers)
    out = Publication.objects.filter(statement=words).count()
    assert (out, row.state) in [(1, "done"), (0, "frozen")]
    assert answers[2].frozen.count() == 1 - out
    assert unbroken(spoken_for)
