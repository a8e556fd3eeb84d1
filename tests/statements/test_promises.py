"""What we said we would do: kept, late, revised, broken."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.errors import Blocked, Forbidden
from incidents.models import Incident
from incidents.services import lifecycle
from statements.enums import State
from statements.models import Promise, Statement
from statements.services import briefs, promises, publishing, review, sweeping
from teams.models import Notice
from tests.statements.helpers import codes, verbs


def test_the_next_word_keeps_the_promise_and_replaces_the_last(
    published, draft_of, approve_by, make_fact, case, minh, manager
):
    update = draft_of(case, "update", facts=[make_fact(case)])
    update = publishing.publish(approve_by(review.submit(update, actor=minh), manager), actor=minh)

    old = Statement.objects.get(pk=published.pk)
    assert (old.status, old.superseded_by) == (State.SUPERSEDED, update)
    first, second = Promise.objects.order_by("id")
    assert (first.state, first.kept_by) == ("kept", update)
    assert (second.state, second.statement) == ("open", update)


def test_a_late_word_keeps_the_promise_late(
    published, draft_of, approve_by, make_fact, case, minh, manager
):
    with time_machine.travel(now() + timedelta(hours=3)):
        update = draft_of(case, "update", facts=[make_fact(case)])
        update = approve_by(review.submit(update, actor=minh), manager)
        publishing.publish(update, actor=minh)

    assert Promise.objects.order_by("id")[0].state == "kept_late"


def test_a_final_update_promises_nothing(
    case, waived, draft_of, approve_by, make_fact, minh, manager
):
    update = draft_of(
        case,
        "update",
        facts=[make_fact(case)],
        settings={"next_update_at": None, "final_update": True},
    )
    publishing.publish(approve_by(review.submit(update, actor=minh), manager), actor=minh)

    assert not Promise.objects.exists()


def test_an_overdue_promise_is_recorded_once_and_blocks_containing(published, case, lead):
    with time_machine.travel(now() + timedelta(hours=3)):
        assert sweeping.sweep() == 1
        assert sweeping.sweep() == 0
        with pytest.raises(Blocked) as refused:
            lifecycle.contain(case, actor=lead)

    assert "promise_overdue" in codes(refused)
    assert verbs(case).count("promise_overdue") == 1
    assert Notice.objects.filter(user=lead, topic="statements.promise_overdue").count() == 1


def test_a_promise_that_cannot_be_written_holds_up_no_other(published, case, minh, unwritable):
    stuck = published.promises.get()
    other = promises.make(
        published, actor=minh, text="Hoàn tiền", due_at=now() + timedelta(hours=2, minutes=1)
    )
    unwritable(stuck)

    with time_machine.travel(now() + timedelta(hours=3)):
        assert sweeping.sweep() == 1

    other.refresh_from_db()
    assert other.overdue_recorded_at is not None
    assert Promise.objects.get(pk=stuck.pk).overdue_recorded_at is None


def test_an_open_promise_and_a_missing_last_word_block_resolving(published, case, lead):
    Incident.objects.filter(pk=case.pk).update(status="contained", remedy="x", remedy_done=True)
    with pytest.raises(Blocked) as refused:
        lifecycle.resolve(case, actor=lead)
    assert codes(refused) == ["promise_open", "no_closing"]


def test_a_broken_promise_needs_the_public_word_that_says_so(
    published, draft_of, approve_by, make_fact, case, minh, manager, lead
):
    promise = promises.make(
        published, actor=minh, text="Hoàn tiền", due_at=now() + timedelta(hours=1)
    )
    with pytest.raises(ValidationError):
        promises.settle(promise, actor=lead, state="broken", reason="nhà cung cấp trễ")
    with pytest.raises(ValidationError):
        promises.settle(promise, actor=lead, state="broken", said_in=published, reason="trễ")
    with pytest.raises(Forbidden):
        promises.settle(promise, actor=minh, state="broken", said_in=published, reason="trễ")

    update = draft_of(case, "update", facts=[make_fact(case)])
    update = publishing.publish(approve_by(review.submit(update, actor=minh), manager), actor=minh)
    promise = promises.settle(promise, actor=lead, state="broken", said_in=update, reason="trễ")

    assert (promise.state, promise.kept_by) == ("broken", update)
    with pytest.raises(Blocked):
        promises.settle(promise, actor=lead, state="kept")


@pytest.mark.parametrize("place", ["where it stands now", "where it was made"])
def test_a_promise_that_a_merge_moved_is_revised_by_the_page(
    published, draft_of, approve_by, make_fact, case, make_case, minh, manager, lead, client_of,
    place,
):  # fmt: skip
    promise = promises.make(
        published, actor=minh, text="Hoàn tiền", due_at=now() + timedelta(hours=1)
    )
    target = make_case("moderate", lead=lead)
    briefs.waive(target, actor=lead, reason="ca đêm không còn ai")
    where = target if place == "where it stands now" else case
    update = draft_of(where, "update", facts=[make_fact(where)])
    update = publishing.publish(approve_by(review.submit(update, actor=minh), manager), actor=minh)
    elsewhere = publishing.publish(
        approve_by(review.submit(draft_of(_third(make_case, lead)), actor=minh), manager),
        actor=minh,
    )
    lifecycle.merge(case, target, actor=lead, reason="cùng một chuyện")
    path, browser = reverse("statements:promise", args=[promise.pk]), client_of(lead)
    later = timezone.localtime(now() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    facts = {"state": "revised", "due_at": later, "reason": "thêm thời gian"}

    assert browser.post(path, facts | {"said_in": elsewhere.pk}).status_code == 422
    assert browser.post(path, facts | {"said_in": update.pk}).status_code == 302

    promise.refresh_from_db()
    assert (promise.state, promise.kept_by) == ("revised", update)
    new = Promise.objects.get(text="Hoàn tiền", state="open")
    assert (new.incident, new.statement) == (target, update)


def _third(make_case, lead):
    other = make_case("moderate", lead=lead)
    briefs.waive(other, actor=lead, reason="ca đêm không còn ai")
    return other


def test_a_revised_promise_gives_way_to_a_new_one(
    published, draft_of, approve_by, make_fact, case, minh, manager, lead
):
    promise = promises.make(
        published, actor=minh, text="Hoàn tiền", due_at=now() + timedelta(hours=1)
    )
    update = draft_of(case, "update", facts=[make_fact(case)])
    update = publishing.publish(approve_by(review.submit(update, actor=minh), manager), actor=minh)

    new = promises.settle(
        promise,
        actor=lead,
        state="revised",
        said_in=update,
        due_at=now() + timedelta(days=1),
        reason="thêm thời gian",
    )

    promise.refresh_from_db()
    assert (promise.state, new.state, new.text) == ("revised", "open", "Hoàn tiền")


def test_merging_moves_unpublished_words_and_open_promises(
    published, case, make_case, draft_of, minh, lead
):
    target = make_case("moderate", lead=lead)
    draft = draft_of(case)

    lifecycle.merge(case, target, actor=lead, reason="cùng một chuyện")

    assert Statement.objects.get(pk=draft.pk).incident == target
    assert Statement.objects.get(pk=published.pk).incident == case
    assert Promise.objects.get().incident == target


def test_a_revised_promise_needs_a_time_ahead(
    published, draft_of, approve_by, make_fact, case, minh, manager, lead
):
    promise = promises.make(
        published, actor=minh, text="Hoàn tiền", due_at=now() + timedelta(hours=1)
    )
    update = draft_of(case, "update", facts=[make_fact(case)])
    update = publishing.publish(approve_by(review.submit(update, actor=minh), manager), actor=minh)

    with pytest.raises(ValidationError) as refused:
        promises.settle(
            promise, actor=lead, state="revised", said_in=update, due_at=now(), reason="x"
        )
    assert set(refused.value.message_dict) == {"due_at"}


def test_a_brief_says_no_promise_is_broken(published, draft_of, approve_by, case, minh, lead):
    promise = promises.make(
        published, actor=minh, text="Hoàn tiền", due_at=now() + timedelta(hours=1)
    )
    brief = approve_by(review.submit(draft_of(case, "internal_brief"), actor=minh), lead)
    brief = publishing.publish(brief, actor=minh)

    with pytest.raises(ValidationError) as refused:
        promises.settle(promise, actor=lead, state="broken", said_in=brief, reason="x")
    assert set(refused.value.message_dict) == {"said_in"}
