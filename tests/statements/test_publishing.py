"""Saying it: who, when, where, and once."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.errors import Blocked, Forbidden
from incidents.enums import ClockKind
from incidents.models import Clock, Incident
from statements.enums import State
from statements.models import Promise, Publication, Statement, StatementVersion
from statements.services import briefs, publishing, review, sweeping
from teams.models import Notice
from tests.statements.helpers import codes, verbs


def test_publishing_speaks_for_the_case(approved, waived, minh, lead):
    clock = Clock.objects.create(
        incident=waived, kind=ClockKind.HOLDING, started_at=now(), due_at=now() + timedelta(hours=1)
    )

    words = publishing.publish(approved, actor=minh)

    case = Incident.objects.get(pk=waived.pk)
    clock.refresh_from_db()
    assert (words.status, words.published_version) == (State.PUBLISHED, 1)
    assert case.last_public_at == case.first_holding_at == clock.met_at == words.published_at
    assert words.slug == f"sao-mai-tuyen-bo-tam-thoi-{words.number}"
    assert Publication.objects.get(statement=words).channel == "newsroom"
    promise = Promise.objects.get(incident=case)
    assert (promise.owner, promise.due_at) == (lead, words.next_update_at)
    assert verbs(case)[-2:] == ["statement_published", "promise_made"]


def test_our_own_people_hear_it_first(approved, minh, lead):
    with pytest.raises(Blocked) as refused:
        publishing.publish(approved, actor=minh)
    assert codes(refused) == ["no_brief"]


def test_a_sent_brief_lets_the_public_word_go_out(
    case, approved, draft_of, approve_by, minh, lead, khoa, manager
):
    brief = approve_by(review.submit(draft_of(case, "internal_brief"), actor=minh), lead)
    publishing.publish(brief, actor=minh)

    assert Incident.objects.get(pk=case.pk).briefed_at is not None
    assert Notice.objects.filter(user=khoa, topic="statements.brief").exists()
    assert publishing.publish(approved, actor=minh).status == State.PUBLISHED


def test_reading_a_brief_is_noted_once(case, draft_of, approve_by, minh, lead, khoa, vy, manager):
    brief = approve_by(review.submit(draft_of(case, "internal_brief"), actor=minh), lead)
    with pytest.raises(Blocked):
        briefs.read(brief, actor=khoa)
    brief = publishing.publish(brief, actor=minh)

    assert briefs.read(brief, actor=khoa) == briefs.read(brief, actor=khoa)
    with pytest.raises(Forbidden):
        briefs.read(brief, actor=vy)


def test_only_the_lead_or_a_manager_waives_the_brief(case, minh, lead):
    with pytest.raises(Forbidden):
        briefs.waive(case, actor=minh, reason="vội")
    with pytest.raises(ValidationError):
        briefs.waive(case, actor=lead, reason="")


def test_an_approval_grows_too_old(approved, waived, minh):
    with time_machine.travel(now() + timedelta(minutes=90)):
        assert publishing.last_look(approved, None) is None
    with time_machine.travel(now() + timedelta(hours=5)), pytest.raises(Blocked) as refused:
        publishing.publish(approved, actor=minh)
    assert "approval_stale" in codes(refused)

    with time_machine.travel(now() + timedelta(hours=5)):
        assert sweeping.sweep() >= 1
    assert Statement.objects.get(pk=approved.pk).status == State.EXPIRED


def test_at_critical_the_reference_is_typed(
    make_case, draft_of, approve_by, minh, phuong, lan, nghia, lead
):
    case = make_case("critical")
    briefs.waive(case, actor=lead, reason="khẩn")
    words = approve_by(review.submit(draft_of(case), actor=minh), phuong, lan, nghia)

    with pytest.raises(ValidationError):
        publishing.publish(words, actor=minh, typed="ST-0")

    words = publishing.publish(words, actor=minh, typed=words.reference.lower())
    assert words.status == State.PUBLISHED


@pytest.mark.parametrize("who", ["lan", "nghia", "khoa", "admin_person", "vy"])
def test_only_members_managers_and_the_lead_publish(approved, waived, request, who):
    with pytest.raises(Forbidden):
        publishing.publish(approved, actor=request.getfixturevalue(who))


def test_publishing_twice_is_refused(published, minh):
    with pytest.raises(Blocked) as refused:
        publishing.publish(published, actor=minh)
    assert codes(refused) == ["wrong_state"]


def test_published_words_are_locked_in_the_database(published):
    version = published.version
    for act in (
        lambda: StatementVersion.objects.filter(pk=version.pk).update(text_vi="khác"),
        version.delete,
        lambda: Statement.objects.filter(pk=published.pk).update(status="draft"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()


def test_a_channel_is_reported_by_hand(case, waived, draft_of, approve_by, minh, manager, khoa):
    words = draft_of(case, channels=["newsroom", "facebook"])
    words = approve_by(review.submit(words, actor=minh), manager)
    with pytest.raises(Blocked):
        publishing.post(
            words, actor=minh, channel="facebook", url="https://www.facebook.com/saomai/posts/1"
        )
    words = publishing.publish(words, actor=minh)

    row = publishing.post(
        words, actor=minh, channel="facebook", url="https://www.facebook.com/saomai/posts/1"
    )

    assert row.state == "live"
    with pytest.raises(ValidationError):
        publishing.post(words, actor=minh, channel="tiktok", url="https://t.example/1")
    with pytest.raises(Forbidden):
        publishing.post(words, actor=khoa, channel="facebook")
    with pytest.raises(ValidationError):
        publishing.post(words, actor=minh, channel="facebook", url="javascript:alert(1)")


def test_a_drill_goes_nowhere_outside(make_case, draft_of, approve_by, minh, manager, lead):
    from statements.selectors import for_newsroom

    case = make_case(is_drill=True)
    briefs.waive(case, actor=lead, reason="diễn tập")
    words = draft_of(case, channels=["newsroom", "facebook"])
    words = publishing.publish(approve_by(review.submit(words, actor=minh), manager), actor=minh)

    assert not for_newsroom().exists()
    with pytest.raises(ValidationError):
        publishing.post(
            words, actor=minh, channel="facebook", url="https://www.facebook.com/saomai/posts/1"
        )


def test_a_brief_is_waived_once_a_round(waived, lead):
    with pytest.raises(Blocked) as refused:
        briefs.waive(waived, actor=lead, reason="lần nữa")
    assert codes(refused) == ["waived"]


def test_a_channel_is_live_failed_or_unclear(case, waived, draft_of, approve_by, minh, manager):
    words = draft_of(case, channels=["newsroom", "facebook"])
    words = publishing.publish(approve_by(review.submit(words, actor=minh), manager), actor=minh)

    assert (
        publishing.post(words, actor=minh, channel="facebook", state="unclear").state == "unclear"
    )
    with pytest.raises(ValidationError):
        publishing.post(words, actor=minh, channel="facebook", state="lost")


def test_a_word_to_partners_stays_out_of_the_newsroom(
    case, waived, draft_of, approve_by, make_fact, minh, phuong
):
    words = draft_of(
        case, "full_statement", facts=[make_fact(case)], settings={"audience": "partners"}
    )
    words = publishing.publish(approve_by(review.submit(words, actor=minh), phuong), actor=minh)

    assert words.status == State.PUBLISHED
    assert not words.publications.exists()
    assert Incident.objects.get(pk=case.pk).last_public_at is None
