"""The strategy adviser (handbook B2): its acceptance cases, the choice, and what never mixes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.urls import reverse

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.errors import Blocked, Forbidden
from incidents.models import Claim, Incident
from statements.chain import wanted
from statements.guards.submitting import denial_holds
from statements.models import Statement, StrategyChoice
from statements.selectors.strategies import chosen_for, circumstances_of, earlier_cases
from statements.services import publishing, review, strategies
from statements.strategy import Circumstances, advise, stances
from tests.statements.helpers import codes, verbs

WE_DID_NOTHING = {"text_vi": "Chúng tôi không làm gì sai.", "text_en": "We did nothing wrong."}
OUR_MISTAKE = {
    "text_vi": "Chúng tôi xin lỗi quý khách vì sai sót của mình.",
    "text_en": "We apologise for our mistake.",
}


@pytest.mark.parametrize(
    ("situation", "strategy", "said"),
    [
        ({"cluster": "victim", "is_rumour": True, "claim_is_false": True}, "deny", "chứng cứ"),
        ({"cluster": "victim", "not_ours": True}, "inform", "không phải"),
        ({"cluster": "accidental"}, "diminish", "nguyên nhân"),
        ({"cluster": "accidental", "history": True}, "rebuild", "xin lỗi"),
        ({"cluster": "preventable"}, "rebuild", "xin lỗi"),
        ({"cluster": "victim"}, "inform", "cũng bị ảnh hưởng"),
        ({"cluster": "victim", "bad_reputation": True}, "diminish", "nguyên nhân"),
        ({"cluster": "accidental", "is_challenge": True, "claim_is_false": True}, "deny", "chứng cứ"),
        ({"cluster": "victim", "is_rumour": True}, "inform", "cũng bị ảnh hưởng"),
        ({"cluster": "preventable", "history": True, "bad_reputation": True}, "rebuild", "xin lỗi"),
    ],
    ids=[
        "false rumour", "fake page", "first outage", "third outage", "employee hit a customer",
        "natural disaster", "bad name", "false accusation", "rumour not yet shown false", "all",
    ],
)  # fmt: skip
def test_acceptance_cases(situation, strategy, said):
    found = advise(Circumstances(**situation))

    assert found.strategy == strategy
    assert found.reasons
    assert found.say[0].startswith("Trước hết")
    assert said in " ".join(found.say).lower()


def test_the_desk_fills_in_what_playbook_ledger_and_past_tell(case, make_case, make_fact, lead):
    Incident.objects.update(kind="service_outage")
    make_case(kind="service_outage", status="closed")
    make_case(kind="service_outage", status="false_alarm")
    make_case(kind="service_outage", is_drill=True)
    old = make_case(kind="service_outage")
    Incident.objects.filter(pk=old.pk).update(detected_at=now() - timedelta(days=400))
    case.refresh_from_db()
    assert earlier_cases(case) == 1
    assert not circumstances_of(case).claim_is_false

    Claim.objects.create(
        incident=case, text="có độc", created_by=lead, fact=make_fact(case, "refuted")
    )

    found = circumstances_of(case)
    assert (found.history, found.claim_is_false, found.not_ours) == (True, True, False)


def test_a_person_chooses_and_says_why_and_new_texts_take_it_over(case, draft_of, minh, khoa):
    facts = {"circumstances": Circumstances(), "chosen": "rebuild", "reason": "khách đã chờ lâu"}
    with pytest.raises(ValidationError):
        strategies.choose(case, actor=minh, **facts | {"reason": " "})
    with pytest.raises(Forbidden):
        strategies.choose(case, actor=khoa, **facts)

    choice = strategies.choose(case, actor=minh, **facts)

    assert (choice.advised, choice.chosen) == ("diminish", "rebuild")
    assert verbs(case)[-1] == "strategy_chosen"
    assert draft_of(case).strategy == "rebuild"
    assert draft_of(case, "internal_brief").strategy == ""
    assert draft_of(case, settings={"strategy": "inform"}).strategy == "inform"
    with pytest.raises(DatabaseError), transaction.atomic():
        StrategyChoice.objects.update(reason="khác")


def test_a_denial_holds_up_neither_first_words_nor_replies_nor_an_apology(
    case, draft_of, template_draft, minh
):
    strategies.choose(
        case, actor=minh, circumstances=Circumstances(), chosen="deny", reason="đã có phiếu"
    )

    taken = {kind: draft_of(case, kind).strategy for kind in ("holding", "apology", "correction")}
    assert taken == {"holding": "", "apology": "", "correction": "deny"}
    assert draft_of(case, "comment_reply").strategy == ""
    assert len(wanted(template_draft(case))) == 1


def test_what_turned_out_true_is_not_denied(case, minh):
    Claim.objects.create(incident=case, text="có độc", created_by=minh, status="turned_true")
    with pytest.raises(ValidationError):
        strategies.choose(
            case, actor=minh, circumstances=Circumstances(), chosen="deny", reason="x"
        )


@pytest.mark.parametrize("steps", [0, 1, 2])
def test_what_turned_out_true_before_a_merge_is_not_denied_after_it(
    case, make_case, draft_of, minh, manager, steps
):
    strategies.choose(
        case, actor=minh, circumstances=Circumstances(), chosen="deny", reason="đã có phiếu"
    )
    words = draft_of(case, "update", settings={"strategy": "deny"})
    origin = case
    for _ in range(steps):
        origin, target = make_case(), origin
        Incident.objects.filter(pk=origin.pk).update(status="merged", merged_into=target)
    Claim.objects.create(incident=origin, text="có độc", created_by=minh, status="turned_true")

    assert chosen_for(case) is None
    with pytest.raises(ValidationError):
        strategies.choose(
            case, actor=minh, circumstances=Circumstances(), chosen="deny", reason="x"
        )
    with pytest.raises(Blocked) as refused:
        review.submit(words, actor=minh)
    assert "denial_untrue" in codes(refused)


@pytest.mark.parametrize(("other", "held"), [("", True), ("assessed", False)])
def test_nothing_is_corrected_where_every_claim_turned_out_true(
    case, draft_of, make_fact, minh, other, held
):
    words = draft_of(case, "correction", facts=[make_fact(case)], settings={"strategy": "inform"})
    Claim.objects.create(incident=case, text="có độc", created_by=minh, status="turned_true")
    if other:
        Claim.objects.create(incident=case, text="đóng cửa", created_by=minh, status=other)

    assert bool(denial_holds.refusals(words)) == held


@pytest.mark.parametrize(
    ("texts", "stance"),
    [
        (WE_DID_NOTHING, {"deny"}),
        (OUR_MISTAKE, {"rebuild"}),
        ({"text_vi": "Quý khách không làm gì sai.", "text_en": "You did nothing wrong."}, set()),
        ({"text_vi": "Chúng tôi xin lỗi vì sự bất tiện.", "text_en": "We are sorry."}, set()),
    ],
)
def test_a_stance_is_read_from_the_words(case, draft_of, texts, stance):
    words = draft_of(case, **texts)
    assert stances(words, words.version) == stance


def test_one_case_does_not_say_that_we_did_nothing_wrong_and_that_it_was_our_mistake(
    case, draft_of, minh, manager
):
    denial = draft_of(case, **WE_DID_NOTHING)
    sorry = draft_of(case, **OUR_MISTAKE)

    with pytest.raises(Blocked) as refused:
        review.submit(sorry, actor=minh)

    assert codes(refused) == ["strategies_mixed"]
    assert denial.reference in str(refused.value.reasons[0].message)
    review.discard(denial, actor=minh)
    assert review.submit(sorry, actor=minh).status == "in_review"


def test_nor_does_one_text(case, draft_of, minh, manager):
    both = {key: f"{WE_DID_NOTHING[key]} {OUR_MISTAKE[key]}" for key in OUR_MISTAKE}
    with pytest.raises(Blocked) as refused:
        review.submit(draft_of(case, **both), actor=minh)
    assert codes(refused) == ["strategies_mixed"]


def test_a_denial_that_waits_for_its_correction_stands_in_no_ones_way(
    case, waived, draft_of, approve_by, minh, manager, lan
):
    words = draft_of(case, **WE_DID_NOTHING)
    said = publishing.publish(approve_by(review.submit(words, actor=minh), manager), actor=minh)
    sorry = draft_of(case, **OUR_MISTAKE)
    with pytest.raises(Blocked):
        review.submit(sorry, actor=minh)

    Statement.objects.filter(pk=said.pk).update(needs_correction=True)

    assert review.submit(sorry, actor=minh).status == "in_review"


def test_a_denial_takes_two_signatures(case, draft_of):
    one, two = draft_of(case), draft_of(case, settings={"strategy": "deny"})
    assert [len(wanted(words)) for words in (one, two)] == [1, 2]
    assert [step.holders for step in wanted(two)] == [("comms_manager",), ("legal",)]


def test_a_full_statement_says_its_strategy(case, draft_of, minh):
    with pytest.raises(Blocked) as refused:
        review.submit(draft_of(case, "full_statement", settings={"strategy": ""}), actor=minh)
    assert "no_strategy" in codes(refused)


def test_the_page_advises_on_other_circumstances_and_takes_the_choice(case, client, minh, khoa):
    url = reverse("statements:strategy", args=[case.reference])
    client.force_login(minh)
    assert "Đã từng xảy ra" not in client.get(url, {"cluster": "victim"}).content.decode()

    page = client.get(url, {"cluster": "preventable", "history": "on"}).content.decode()
    assert "Đã từng xảy ra" in page
    assert client.post(url, {"cluster": "preventable", "chosen": "rebuild"}).status_code == 422
    client.post(url, {"cluster": "preventable", "chosen": "rebuild", "reason": "đã xác minh"})

    choice = StrategyChoice.objects.get()
    assert (choice.advised, choice.circumstances["cluster"]) == ("rebuild", "preventable")
    assert "đã xác minh" in client.get(url).content.decode()
    client.force_login(khoa)
    assert client.get(url).status_code == 403
