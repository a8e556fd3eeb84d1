"""Saying it, and what follows: newsroom, channels, promises, earlier words, notices."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.errors import Blocked, Forbidden
from incidents.enums import ClockKind
from incidents.models import Clock, Incident, TimelineEntry
from incidents.services import facts as ledger
from incidents.services import lifecycle
from statements.enums import State
from statements.models import Promise, Publication, Statement, StatementVersion
from statements.services import briefs, promises, publishing, review, sweeping
from teams.models import Notice


def codes(error) -> list[str]:
    return [reason.code for reason in error.value.reasons]


def verbs(case) -> list[str]:
    return list(TimelineEntry.objects.filter(incident=case).values_list("verb", flat=True))


def test_publishing_speaks_for_the_case(approved, waived, minh, lead):
    clock = Clock.objects.create(
        incident=waived, kind=ClockKind.HOLDING, started_at=now(), due_at=now()
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
        assert publishing._last_look(approved, None) is None
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


@pytest.fixture
def notice(published, case, draft_of, approve_by, make_fact, minh, phuong, lan):
    def write(kind="correction_own", **aim):
        facts = [make_fact(case)]
        words = draft_of(case, kind, facts=facts, settings={"next_update_at": None}, **aim)
        return approve_by(review.submit(words, actor=minh), phuong, lan)

    return write


def test_a_correction_takes_an_approved_notice(published, minh):
    with pytest.raises(Blocked) as refused:
        review.revise(published, actor=minh)
    assert codes(refused) == ["wrong_state"]


def test_correcting_publishes_the_notice_and_keeps_the_old_text(published, notice, minh):
    words = publishing.correct(published, actor=minh, notice=notice(corrects=published))

    said = words.corrections.get()
    assert (words.status, said.status) == (State.CORRECTED, State.PUBLISHED)
    assert words.version_said.text_vi.startswith("Chúng tôi đang kiểm tra")


def test_retracting_keeps_the_page(published, notice, minh):
    words = publishing.retract(
        published, actor=minh, notice=notice("retraction", retracts=published)
    )

    assert (words.status, bool(words.slug)) == (State.RETRACTED, True)


def test_an_unapproved_notice_corrects_nothing(published, draft_of, case, make_fact, minh):
    draft = draft_of(case, "correction_own", facts=[make_fact(case)], corrects=published)

    with pytest.raises(Blocked):
        publishing.correct(published, actor=minh, notice=draft)

    assert Statement.objects.get(pk=published.pk).status == State.PUBLISHED


def test_corrections_are_allowed_after_the_end(published, notice, case, minh):
    Incident.objects.filter(pk=case.pk).update(status="contained")
    Incident.objects.filter(pk=case.pk).update(status="resolved")
    made = notice(corrects=published)

    assert publishing.publish(made, actor=minh).status == State.PUBLISHED
    assert Statement.objects.get(pk=published.pk).status == State.CORRECTED


def test_a_changed_fact_flags_what_was_said_and_expires_what_was_approved(
    case, waived, draft_of, approve_by, make_fact, minh, manager, lead
):
    fact = make_fact(case)
    said = approve_by(review.submit(draft_of(case, facts=[fact]), actor=minh), manager)
    publishing.publish(said, actor=minh)
    ready = approve_by(review.submit(draft_of(case, "update", facts=[fact]), actor=minh), manager)
    draft = draft_of(case, facts=[fact])

    ledger.revise_fact(fact, actor=lead, status="refuted", reason="phòng xét nghiệm bác bỏ")

    said.refresh_from_db()
    assert said.needs_correction
    assert Statement.objects.get(pk=ready.pk).status == State.EXPIRED
    assert "statement_needs_correction" in verbs(case)
    assert Notice.objects.filter(user=lead, topic="statements.needs_correction").exists()
    assert Notice.objects.filter(user=minh, topic="statements.fact_moved").exists()
    with pytest.raises(Blocked) as refused:
        review.submit(draft, actor=minh)
    assert "fact_unconfirmed" in codes(refused)


def test_a_second_word_takes_the_flag_back(
    make_case, draft_of, approve_by, make_fact, minh, phuong, lan, lead
):
    from incidents.services.evidence import add_evidence

    case = make_case("high")
    briefs.waive(case, actor=lead, reason="khẩn")
    fact = make_fact(case)
    add_evidence(case, actor=lead, title="Phiếu", url="https://lab.example/1", fact=fact)
    said = approve_by(review.submit(draft_of(case, facts=[fact]), actor=minh), phuong, lan)
    publishing.publish(said, actor=minh)

    ledger.revise_fact(fact, actor=lead, status="confirmed", reason="thêm phiếu")
    said.refresh_from_db()
    assert said.needs_correction

    ledger.second_fact(fact, actor=minh)
    said.refresh_from_db()
    assert not said.needs_correction


def test_a_denied_claim_that_turns_true_flags_every_correction(
    case, waived, draft_of, approve_by, make_fact, minh, manager, lead, make_person
):
    from incidents.models import Claim
    from incidents.services.evidence import add_evidence

    owner = make_person("Sơn")
    base = make_fact(case)
    base.owner = owner
    base.save()
    said = approve_by(
        review.submit(draft_of(case, "correction", facts=[base]), actor=minh), manager, owner
    )
    publishing.publish(said, actor=minh)
    fact = make_fact(case, "unverified", "Sữa có mùi.")
    Claim.objects.create(incident=case, text="Sữa hỏng", fact=fact, created_by=lead)
    add_evidence(case, actor=lead, title="Phiếu", url="https://lab.example/1", fact=fact)

    ledger.revise_fact(fact, actor=lead, status="confirmed", reason="đúng thật")

    said.refresh_from_db()
    assert (said.needs_correction, said.needs_correction_reason) == (True, "claim")


def test_leaving_the_open_states_puts_drafts_away_but_not_notices(
    published, case, draft_of, approve_by, make_fact, minh, manager, lead, phuong
):
    kept = draft_of(case, "correction_own", facts=[make_fact(case)], corrects=published)
    doomed = {
        draft_of(case).pk,
        review.submit(draft_of(case), actor=minh).pk,
        approve_by(review.submit(draft_of(case), actor=minh), manager).pk,
    }
    Promise.objects.all().update(state="kept")
    Incident.objects.filter(pk=case.pk).update(status="contained")
    Incident.objects.filter(pk=case.pk).update(remedy="x", remedy_done=True)

    lifecycle.resolve(case, actor=lead, no_closing_statement="đã trả lời riêng")

    gone = set(Statement.objects.filter(status=State.DISCARDED).values_list("pk", flat=True))
    assert gone == doomed
    assert Statement.objects.get(pk=kept.pk).status == State.DRAFT
    assert verbs(case).count("statement_discarded") == 3


def test_merging_moves_unpublished_words_and_open_promises(
    published, case, make_case, draft_of, minh, lead
):
    target = make_case("moderate", lead=lead)
    draft = draft_of(case)

    lifecycle.merge(case, target, actor=lead, reason="cùng một chuyện")

    assert Statement.objects.get(pk=draft.pk).incident == target
    assert Statement.objects.get(pk=published.pk).incident == case
    assert Promise.objects.get().incident == target


def test_a_false_alarm_after_speaking_needs_a_last_word(
    make_case, draft_of, approve_by, minh, manager, lead
):
    case = make_case(status="verifying", source_url="https://a.example/")
    briefs.waive(case, actor=lead, reason="vội")
    words = approve_by(review.submit(draft_of(case), actor=minh), manager)
    publishing.publish(words, actor=minh)

    with pytest.raises(Blocked) as refused:
        lifecycle.mark_false_alarm(case, actor=lead, reason="nhầm")

    assert "spoken_in_public" in codes(refused)


def test_a_channel_is_reported_by_hand(case, waived, draft_of, approve_by, minh, manager, khoa):
    words = draft_of(case, channels=["newsroom", "facebook"])
    words = approve_by(review.submit(words, actor=minh), manager)
    with pytest.raises(Blocked):
        publishing.post(words, actor=minh, channel="facebook", url="https://fb.example/1")
    words = publishing.publish(words, actor=minh)

    row = publishing.post(words, actor=minh, channel="facebook", url="https://fb.example/1")

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
        publishing.post(words, actor=minh, channel="facebook", url="https://fb.example/1")
