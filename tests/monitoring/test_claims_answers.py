"""Advice on a false claim, its pages, and what its turning true does to denials."""

from __future__ import annotations

import pytest
from django.urls import reverse

from crisisdesk.kernel.clock import now
from incidents.models import Incident
from incidents.services import claims as ledger
from incidents.services import facts
from monitoring.advice import Situation, advise
from monitoring.models import ClaimMatch
from monitoring.selectors import claims as selectors
from monitoring.services import claim_answers
from statements.models import Statement, StatementVersion

ANSWER, IN_PLACE, WATCH = "answer", "answer_in_place", "ignore_and_watch"


def published(case, actor, **fields):
    """A correction that stands in the newsroom."""
    values = {"kind": "correction", "status": "published", "published_at": now(),
              "published_version": 1, "slug": "dinh-chinh-sua"} | fields  # fmt: skip
    words = Statement.objects.create(
        incident=case, brand=case.brand, number=4711, author=actor, last_editor=actor,
        current_version=1, **values,
    )  # fmt: skip
    StatementVersion.objects.create(
        statement=words, number=1, title_vi="Đính chính", text_vi="Sữa đạt chuẩn.",
        author=actor, digest="x",
    )  # fmt: skip
    return words


@pytest.mark.parametrize(
    ("facts_known", "action"),
    [
        ({"claim_reach": 900, "our_reach": 200_000, "last_day": 3}, IN_PLACE),
        ({"claim_reach": 900, "our_reach": 200_000, "platforms": 3, "last_day": 40}, IN_PLACE),
        ({"claim_reach": 50_000, "our_reach": 200_000, "platforms": 2, "last_day": 9}, ANSWER),
        ({"claim_reach": 50_000, "our_reach": 200_000, "last_day": 30, "day_before": 10}, ANSWER),
        ({"claim_reach": 50_000, "our_reach": 200_000, "last_day": 5, "day_before": 10}, IN_PLACE),
        ({"claim_reach": 900, "our_reach": 200_000, "harm": 2}, ANSWER),
        ({"claim_reach": 900, "our_reach": 200_000, "big_source": True}, ANSWER),
        ({"last_day": 2}, IN_PLACE),
        ({"asked": 1}, IN_PLACE),
        ({}, WATCH),
    ],
)
def test_advice_on_what_a_confirmed_fact_refutes(facts_known, action):
    advice = advise(Situation(refuted=True, **facts_known))
    assert advice.action == action
    assert advice.reasons
    assert advice.may_deny == (action != WATCH)


@pytest.mark.parametrize(
    "facts_known",
    [
        {},
        {"harm": 3},
        {"big_source": True},
        {"claim_reach": 10**6, "our_reach": 10, "platforms": 5},
    ],
)
def test_what_no_fact_refutes_is_never_advised_to_be_denied(facts_known):
    advice = advise(Situation(refuted=False, **facts_known))
    assert (advice.action, advice.may_deny) == (WATCH, False)


def test_an_unknown_reach_is_said_to_be_unknown():
    known = advise(Situation(refuted=True, claim_reach=5, our_reach=5, last_day=1)).reasons
    unknown = advise(Situation(refuted=True, last_day=1)).reasons
    assert len(unknown) == len(known) + 2


@pytest.fixture
def case(brand, bot, lead):
    return Incident.objects.create(
        brand=brand, number=900, title="Tin đồn", status="responding", detected_at=now(),
        created_by=bot, lead=lead,
    )  # fmt: skip


@pytest.fixture
def make_claim(case, lead):
    def make(number=0, matches=1):
        claim = ledger.register_claim(case, actor=lead, text=f"Sữa có chất lạ thứ {number}")
        for place in range(matches):
            ClaimMatch.objects.create(
                claim=claim, mention_id=1000 * number + place, posted_at=now(), reach=900,
                platform="tiktok", score=1, state="accepted", judged=True,
            )  # fmt: skip
        claim_answers.expect(claim, actor=lead, expected_reach=200_000)
        return claim

    return make


def test_a_fact_refutes_only_while_it_is_confirmed(make_claim, case, lead):
    claim = make_claim()
    fact = facts.add_fact(case, actor=lead, text_vi="Lô này đạt chuẩn")
    claim = ledger.assess_claim(
        claim, actor=lead, assessment=IN_PLACE, reason="nhỏ", refuted_by=fact
    )
    assert not claim.is_refuted
    assert claim.status == "assessed"
    fact.status = "confirmed"
    fact.save()
    assert selectors.advice(selectors.figured(type(claim).objects.all()).get(), None).action == (
        IN_PLACE
    )


def test_a_fact_cannot_both_assert_and_refute(make_claim, case, lead):
    fact = facts.add_fact(case, actor=lead, text_vi="Lô này đạt chuẩn")
    with pytest.raises(Exception, match="."):
        ledger.assess_claim(
            make_claim(), actor=lead, assessment=ANSWER, reason="x", fact=fact, refuted_by=fact
        )


def test_what_was_said_is_flagged_and_nothing_more_is_denied(make_claim, case, lead, minh):
    claim = make_claim()
    said = published(case, minh, kind="full", strategy="deny")
    draft = Statement.objects.create(
        incident=case, brand=case.brand, number=4712, author=minh, last_editor=minh,
        kind="holding", strategy="deny",
    )  # fmt: skip
    fact = facts.add_fact(case, actor=lead, text_vi="Có chất lạ")
    fact.status = "confirmed"
    fact.save()
    ledger.assess_claim(claim, actor=lead, assessment=ANSWER, reason="x", fact=fact)

    said.refresh_from_db()
    assert (said.needs_correction, said.needs_correction_reason) == (True, "claim")
    from statements.guards.submitting import denial_holds

    assert denial_holds.refusals(Statement.objects.get(pk=draft.pk))[0].code == "denial_untrue"
    draft.strategy = "accept"
    assert not denial_holds.refusals(draft)


def page(client_of, person, name, *args):
    answer = client_of(person).get(reverse(f"monitoring:{name}", args=args))
    return answer.status_code, answer.content.decode()


def test_the_pages_say_what_is_known_and_what_is_not(make_claim, client_of, minh):
    claim = make_claim()
    ClaimMatch.objects.update(reach=0)
    status, html = page(client_of, minh, "claim", claim.pk)
    assert status == 200
    assert "chưa có số liệu" in html or "no figures yet" in html
    status, html = page(client_of, minh, "claims")
    assert (status, claim.text in html) == (200, True)


def test_an_empty_register_and_an_empty_queue_say_so(brand, client_of, minh):
    for name in ("claims", "claims-review"):
        assert page(client_of, minh, name)[0] == 200


def test_a_viewer_is_told_that_this_is_not_theirs(make_claim, client_of, khoa):
    claim = make_claim()
    assert page(client_of, khoa, "claims")[0] == 403
    assert page(client_of, khoa, "claim", claim.pk)[0] == 403


def test_an_answer_is_written_down_and_corrected_through_the_pages(make_claim, client_of, minh):
    claim = make_claim()
    browser = client_of(minh)
    at = now().strftime("%Y-%m-%dT%H:%M")
    url = reverse("monitoring:claim-answer", args=[claim.pk])
    assert browser.post(url, {"platform": "facebook", "at": at}).status_code == 302
    row = claim.answers.get()
    assert row.reach is None
    url = reverse("monitoring:claim-answer-edit", args=[row.pk])
    assert browser.post(url, {"platform": "facebook", "at": at, "reach": "70"}).status_code == 302
    assert claim.answers.get().reach == 70


def test_a_moment_to_come_is_no_answer(make_claim, client_of, minh):
    claim = make_claim()
    url = reverse("monitoring:claim-answer", args=[claim.pk])
    answer = client_of(minh).post(url, {"platform": "facebook", "at": "2098-01-01T00:00"})
    assert answer.status_code == 422
    assert not claim.answers.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_the_register_costs_the_same_whatever_its_length(
    make_claim, client_of, minh, django_assert_num_queries, count
):
    for number in range(count):
        make_claim(number, matches=count)
    browser = client_of(minh)
    browser.get(reverse("monitoring:claims"))
    with django_assert_num_queries(10):
        browser.get(reverse("monitoring:claims"))


@pytest.mark.parametrize("count", [1, 3])
def test_a_claim_costs_the_same_however_often_it_is_repeated(
    make_claim, client_of, minh, django_assert_num_queries, count
):
    claim = make_claim(matches=count)
    browser = client_of(minh)
    browser.get(reverse("monitoring:claim", args=[claim.pk]))
    with django_assert_num_queries(19):
        browser.get(reverse("monitoring:claim", args=[claim.pk]))
