"""The acceptance lines of the handbook's features on words (G1-G4, G8-G10), each as it is written.

The finer rules stand beside their modules; these are what was promised, in one place.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.errors import Blocked
from incidents.models import Incident
from incidents.services import facts as ledger
from incidents.services import lifecycle
from monitoring.advice import Situation, advise
from statements import lint
from statements.models import Statement
from statements.services import briefs, drafting, linting, publishing, review, sweeping
from statements.services.drafting import Words
from tests.statements.helpers import codes, verbs


def test_g1_refute_a_used_fact_and_its_published_text_shows_the_flag_and_a_correction_exists(
    case, waived, draft_of, approve_by, make_fact, minh, manager, lead, client
):
    fact = make_fact(case)
    words = draft_of(case, facts=[fact], text_vi=fact.text_vi, text_en=fact.text_en)
    said = publishing.publish(approve_by(review.submit(words, actor=minh), manager), actor=minh)

    ledger.revise_fact(fact, actor=lead, status="refuted", reason="vẫn còn bán ở Vinh")

    said.refresh_from_db()
    assert said.needs_correction
    assert said.corrections.get().status == "draft"
    client.force_login(lead)
    assert "cần đính chính" in client.get(said.get_absolute_url()).content.decode()


def test_g2_fill_times_only_and_one_person_signs_change_a_comma_and_three_do(
    make_case, template_draft, minh, nghia, lan, phuong
):
    case = make_case("critical")
    filled, changed = template_draft(case), template_draft(case)
    text = changed.version.text_vi.replace(",", ";", 1)
    assert text != changed.version.text_vi
    drafting.save(changed, actor=minh, expected_version=1, words=Words(text_vi=text))

    chains = [
        review.submit(Statement.objects.get(pk=words.pk), actor=minh).steps.count()
        for words in (filled, changed)
    ]

    assert chains == [1, 3]


def test_g3_no_update_by_the_hour_promised_is_overdue_a_minute_later_and_blocks_containing(
    published, case, lead
):
    promise = published.promises.get()
    assert promise.due_at == published.next_update_at

    with time_machine.travel(promise.due_at + timedelta(minutes=1)):
        sweeping.sweep()
        with pytest.raises(Blocked) as refused:
            lifecycle.contain(case, actor=lead)

    assert "promise_overdue" in verbs(case)
    assert "promise_overdue" in codes(refused)


def test_g4_a_claim_that_reached_900_beside_our_200_000_is_answered_in_place():
    advice = advise(Situation(refuted=True, claim_reach=900, our_reach=200_000))
    assert advice.action == "answer_in_place"


def test_g8_if_anyone_feels_is_an_error_in_an_apology_and_comes_with_other_words(case, draft_of):
    words = draft_of(
        case,
        "apology",
        text_vi="Chúng tôi xin lỗi nếu có ai cảm thấy bị xúc phạm.",
        text_en="We are sorry if anyone feels offended.",
    )

    errors = [one for one in lint.check(words.version, words) if one.is_error]

    phrases = " ".join(phrase for one in errors for phrase in one.phrases).lower()
    assert "nếu có ai cảm thấy" in phrases
    assert all(str(one.rewrite) for one in errors)


def test_g9_12_khach_hang_beside_21_customers_waits_until_it_is_mended_or_explained(
    case, draft_of, minh, manager
):
    words = draft_of(case, text_vi="12 khách hàng đã báo.", text_en="21 customers reported.")
    with pytest.raises(Blocked):
        review.submit(words, actor=minh)
    (finding,) = [one for one in lint.check(words.version, words) if one.holds_up]

    linting.keep_phrase(words, actor=minh, key=finding.key, reason="Số bản tiếng Anh gồm đại lý.")

    assert review.submit(Statement.objects.get(), actor=minh).status == "in_review"


def test_g10_publish_without_a_brief_asks_for_a_waiver_with_a_reason(approved, case, minh, lead):
    with pytest.raises(Blocked) as refused:
        publishing.publish(approved, actor=minh)
    assert codes(refused) == ["no_brief"]

    briefs.waive(case, actor=lead, reason="ca đêm không còn ai")

    assert publishing.publish(approved, actor=minh).published_at <= now()
    assert Incident.objects.get().brief_waivers.get().reason
