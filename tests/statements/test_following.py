"""What happens to words when something happens to their case."""

from __future__ import annotations

import pytest

from crisisdesk.kernel.errors import Blocked
from incidents.models import Incident
from incidents.services import facts as ledger
from incidents.services import lifecycle
from statements.enums import State
from statements.models import Promise, Statement
from statements.services import briefs, publishing, review
from teams.models import Notice
from tests.statements.helpers import codes, verbs


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


def test_a_fact_of_a_merged_case_still_finds_the_words_that_moved(
    case, make_case, draft_of, make_fact, approve_by, minh, manager, lead
):
    fact = make_fact(case)
    words = approve_by(review.submit(draft_of(case, facts=[fact]), actor=minh), manager)
    target = make_case("moderate", lead=lead)
    lifecycle.merge(case, target, actor=lead, reason="cùng một chuyện")

    ledger.revise_fact(fact, actor=lead, status="refuted", reason="bác bỏ")

    assert Statement.objects.get(pk=words.pk).status == State.EXPIRED
    assert "statement_expired" in verbs(target)


def test_one_change_of_a_fact_writes_every_line_in_order(
    case, waived, draft_of, make_fact, approve_by, minh, manager, lead
):
    from incidents import timeline
    from incidents.services.evidence import add_evidence

    fact = make_fact(case)
    for _ in range(2):
        words = approve_by(review.submit(draft_of(case, facts=[fact]), actor=minh), manager)
        publishing.publish(words, actor=minh)
    add_evidence(case, actor=lead, title="Phiếu", url="https://lab.example/1", fact=fact)

    ledger.revise_fact(
        fact, actor=lead, status="confirmed", reason="nói rõ hơn", text_vi="Lô 12 và 13 dừng bán."
    )

    assert verbs(case).count("statement_needs_correction") == 2
    assert timeline.verify(Incident.objects.get(pk=case.pk)) is None


@pytest.fixture
def told(case, waived, draft_of, approve_by, make_fact, minh, manager, plan):
    """A published update whose one factual sentence rests on a fact, in both languages."""
    fact = make_fact(case)
    words = draft_of(
        case,
        "update",
        facts=[fact],
        text_vi="Lô 12 đã dừng bán. Chúng tôi xin lỗi quý khách.",
        text_en="Batch 12 is off sale. We apologise to our customers.",
    )
    words = approve_by(review.submit(words, actor=minh), manager)
    return publishing.publish(words, actor=minh), fact


def test_a_refuted_fact_leaves_a_correction_that_names_the_sentence(
    told, make_person, lead, minh, manager
):
    """G1: the flag, the owner told, and a draft with the sentence."""
    words, fact = told
    fact.owner = make_person("Sơn")
    fact.save()

    ledger.revise_fact(fact, actor=lead, status="refuted", reason="vẫn bán ở Vinh")

    words.refresh_from_db()
    assert (words.needs_correction, words.needs_correction_reason) == (True, "fact")
    for person in (fact.owner, minh, lead):
        assert Notice.objects.filter(user=person, topic="statements.needs_correction").exists()
    notice = words.corrections.get()
    assert (notice.status, notice.kind) == (State.DRAFT, "correction_own")
    assert "“Lô 12 đã dừng bán.”" in notice.version.text_vi
    assert "“Batch 12 is off sale.”" in notice.version.text_en
    assert "xin lỗi quý khách" not in notice.version.text_vi.replace("xin lỗi quý vị", "")
    assert "{what_is_right}" in notice.version.text_vi
    assert set(notice.channels) == set(words.channels)


def test_one_correction_is_enough(told, lead):
    words, fact = told
    for reason in ("bác bỏ", "vẫn bác bỏ"):
        ledger.revise_fact(fact, actor=lead, status="refuted", reason=reason)
    assert words.corrections.count() == 1


def test_a_fact_that_holds_after_all_takes_an_untouched_correction_back(told, lead, minh):
    from incidents.services.evidence import add_evidence

    words, fact = told
    add_evidence(words.incident, actor=lead, title="Phiếu", url="https://lab.example/1", fact=fact)
    ledger.revise_fact(fact, actor=lead, status="unverified", reason="xem lại")
    ledger.revise_fact(fact, actor=lead, status="confirmed", reason="đúng")

    words.refresh_from_db()
    assert not words.needs_correction
    assert words.corrections.get().status == State.DISCARDED
