"""Every factual sentence rests on a fact, and stays bound as long as its words stay (F4, G1)."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from crisisdesk.kernel.errors import Blocked
from statements import binding
from statements.binding import Bound
from statements.models import SentenceFact, Statement
from statements.sentences import key_of
from statements.services import drafting, review
from statements.services.drafting import Words
from tests.statements.helpers import codes

SOLD = "Hơn một nửa số hộp đã bán."
SOLD_EN = "More than half of the boxes are sold."


def fresh(words: Statement) -> Statement:
    return Statement.objects.get(pk=words.pk)


def save(words: Statement, actor, **more) -> Statement:
    now = fresh(words)
    drafting.save(now, actor=actor, expected_version=now.current_version, words=Words(**more))
    return fresh(words)


def bound(words: Statement) -> dict[str, list[int]]:
    """Facts by sentence, of the current version."""
    return {one.sentence.text: [f.pk for f in one.facts] for one in binding.told(words.version)}


@pytest.fixture(autouse=True)
def _signers(phuong, lan, manager):
    """Somebody is there to sign whatever is sent for approval."""


@pytest.fixture
def full(case, draft_of, make_fact):
    """A full statement: one sentence in a fact's words, one in the writer's own."""
    return draft_of(
        case,
        "full_statement",
        facts=[make_fact(case)],
        text_vi=f"Lô 12 đã dừng bán. {SOLD} Chúng tôi xin lỗi quý khách.",
        text_en=f"Batch 12 is off sale. {SOLD_EN} We apologise to our customers.",
    )


def refusals(words: Statement, minh) -> list:
    with pytest.raises(Blocked) as refused:
        review.submit(words, actor=minh)
    return refused.value.reasons


def test_a_sentence_in_a_facts_words_is_bound_by_itself(full):
    assert bound(full)["Lô 12 đã dừng bán."] == [full.version.fact_uses.get().fact_id]
    assert bound(full)[SOLD] == []


def test_a_sentence_that_adds_to_a_fact_is_not(case, draft_of, make_fact):
    words = draft_of(
        case, "update", facts=[make_fact(case)], text_vi="Lô 12 đã dừng bán và không ai mắc bệnh."
    )
    assert bound(words)["Lô 12 đã dừng bán và không ai mắc bệnh."] == []


def test_submitting_names_each_sentence_that_rests_on_nothing(full, minh):
    reasons = refusals(full, minh)

    assert [reason.code for reason in reasons] == ["sentence_unlinked", "sentence_unlinked"]
    assert SOLD in str(reasons[0].message) and SOLD_EN in str(reasons[1].message)


def test_a_bound_sentence_may_be_said(full, case, make_fact, minh, lan, phuong):
    fact = make_fact(case, text="Đã bán 60% số hộp.")
    words = save(full, minh, sentences={key_of(text): Bound((fact,)) for text in (SOLD, SOLD_EN)})

    assert review.submit(words, actor=minh).status == "in_review"
    assert fact.pk in {use.fact_id for use in words.version.fact_uses.all()}


@pytest.mark.parametrize(
    "kind", ["correction", "apology", "closing", "update", "comment_reply", "full_statement"]
)
def test_the_rule_holds_for_every_text_but_the_first_words(case, draft_of, make_fact, minh, kind):
    words = draft_of(case, kind, facts=[make_fact(case)], text_vi=SOLD, channels=["facebook"])
    assert "sentence_unlinked" in {reason.code for reason in refusals(words, minh)}


def test_an_open_fact_carries_no_sentence(full, case, make_fact, minh):
    rumour = make_fact(case, "unverified", text="Đã bán 60% số hộp.")
    words = save(full, minh, sentences={key_of(SOLD): Bound((rumour,))})
    assert "fact_unconfirmed" in {reason.code for reason in refusals(words, minh)}


def test_the_public_is_told_public_facts_only(full, case, make_fact, minh):
    inner = make_fact(case, text="Đã bán 60% số hộp.", visibility="internal")
    words = save(full, minh, sentences={key_of(t): Bound((inner,)) for t in (SOLD, SOLD_EN)})

    (reason, other) = refusals(words, minh)

    assert (reason.code, other.code) == ("fact_not_public", "fact_not_public")
    assert SOLD in str(reason.message) and "Đã bán 60%" in str(reason.message)


def test_our_own_people_are_told_internal_facts(case, draft_of, make_fact, minh):
    inner = make_fact(case, text=SOLD, english=SOLD_EN, visibility="internal")
    words = draft_of(case, "full_statement", facts=[inner], text_vi=SOLD, text_en=SOLD_EN)
    assert codes_of(words, minh) == {"fact_not_public"}

    words = save(words, minh, settings={"audience": "internal"})
    assert review.submit(words, actor=minh).status == "in_review"


@pytest.mark.parametrize("kind", ["holding", "internal_brief"])
def test_the_first_words_may_stand_without_any_fact(case, draft_of, minh, kind):
    words = draft_of(case, kind, text_vi=SOLD, text_en=SOLD_EN)
    assert review.submit(words, actor=minh).status == "in_review"


def test_an_unchanged_sentence_stays_bound_and_a_changed_one_does_not(full, case, make_fact, minh):
    fact = make_fact(case, text="Đã bán 60% số hộp.")
    words = save(full, minh, sentences={key_of(SOLD): Bound((fact,))})

    words = save(words, minh, text_vi=f"Xin chào.\n\n{SOLD}")
    assert bound(words)[SOLD] == [fact.pk]

    words = save(words, minh, text_vi="Hơn một nửa số hộp đã bán hết.")
    assert bound(words)["Hơn một nửa số hộp đã bán hết."] == []


def test_a_person_may_say_that_a_sentence_states_no_fact(full, minh, lead):
    words = save(full, minh, sentences={key_of(t): Bound(factual=False) for t in (SOLD, SOLD_EN)})
    words = save(words, lead, title_vi="Tựa khác")

    one = next(one for one in binding.told(words.version) if one.sentence.text == SOLD)
    assert (one.is_factual, one.mark.by) == (False, minh)
    assert review.submit(words, actor=minh).status == "in_review"


def test_a_person_may_say_that_a_sentence_does_state_one(case, draft_of, make_fact, minh):
    text = "Chúng tôi xin lỗi vì đã giấu chuyện này."
    words = draft_of(case, "update", facts=[make_fact(case)], text_vi=text)
    words = save(words, minh, sentences={key_of(text): Bound(factual=True)})
    assert "sentence_unlinked" in {reason.code for reason in refusals(words, minh)}


def test_what_a_sentence_rests_on_is_a_version_of_its_own(full, case, make_fact, minh):
    fact = make_fact(case, text="Đã bán 60% số hộp.")
    again = {key_of(SOLD): Bound((fact,))}

    words = save(full, minh, sentences=again)
    assert (words.current_version, words.version.digest) == (2, full.version.digest)
    assert save(words, minh, sentences=again).current_version == 2


def test_bindings_do_not_change_once_they_are_written(full):
    with pytest.raises(DatabaseError), transaction.atomic():
        SentenceFact.objects.filter(version=full.version).delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        SentenceFact.objects.filter(version=full.version).update(key="0" * 32)


def test_rebinding_an_approved_text_voids_its_approvals(
    case, draft_of, make_fact, approve_by, minh, manager
):
    fact = make_fact(case)
    words = draft_of(case, "update", facts=[fact], text_vi=fact.text_vi, text_en=fact.text_en)
    words = approve_by(review.submit(words, actor=minh), manager)

    words = save(words, minh, sentences={key_of(fact.text_vi): Bound(factual=False)})

    assert words.status == "draft"
    assert {step.state for step in words.steps.all()} == {"void"}


def test_facts_of_other_cases_bind_nothing(full, make_case, make_fact, minh):
    with pytest.raises(ValidationError):
        save(full, minh, sentences={key_of(SOLD): Bound((make_fact(make_case()),))})


def test_taking_a_fact_out_frees_its_sentences(full, minh):
    words = save(full, minh, facts=[])
    assert bound(words)["Lô 12 đã dừng bán."] == []
    assert codes_of(words, minh) >= {"sentence_unlinked", "no_fact"}


def codes_of(words: Statement, minh) -> set[str]:
    with pytest.raises(Blocked) as refused:
        review.submit(words, actor=minh)
    return set(codes(refused))


@pytest.mark.parametrize(
    ("sentence", "fact", "beyond"),
    [
        ("39 khách mắc bệnh.", "Có 39 khách mắc bệnh.", []),
        ("93 khách mắc bệnh.", "Có 39 khách mắc bệnh.", ["93 khách mắc"]),
        ("Lô SX2611A dừng bán lúc 15:00.", "Lô SX2611A dừng bán lúc 14:00.", ["15:00"]),
        ("Ngày 30/11/2026 đã thu hồi.", "Thu hồi ngày 30 tháng 11 năm 2026.", []),
    ],
)
def test_a_figure_that_no_fact_states_is_shown(case, draft_of, make_fact, sentence, fact, beyond):
    row = make_fact(case, text=fact)
    words = draft_of(case, "update", text_vi=sentence)
    one = binding.Told("vi", binding.sentences(words.version.text_vi)[0], (row,))
    assert one.beyond == beyond
