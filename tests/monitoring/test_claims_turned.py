"""A claim turned out true: whatever was said because it was held false needs a second look."""

from __future__ import annotations

from datetime import timedelta

import pytest

from crisisdesk.kernel.clock import now
from desk.situation import gathering
from incidents.models import Evidence, Fact, Incident
from incidents.services import claims as ledger
from incidents.services import facts
from monitoring.models import InboxItem, Mention
from monitoring.services import claim_answers, claim_matches, inbox
from statements.enums_desk import AnswerState
from statements.models import (
    Answer,
    AnswerFact,
    FactUse,
    Statement,
    StatementVersion,
    StrategyChoice,
)
from statements.selectors.strategies import chosen_for, circumstances_of
from tests.conftest import case_row
from tests.monitoring.conftest import said

TEXT = "Sữa Sao Mai có chất bảo quản gây ung thư"


@pytest.fixture
def case(brand, bot, lead):
    found = case_row(brand=brand, title="Tin đồn", actor=bot, detected_at=now())
    levels = {"severity": "moderate", "peak_severity": "moderate"}
    Incident.objects.filter(pk=found.pk).update(lead=lead, **levels)
    return Incident.objects.get(pk=found.pk)


@pytest.fixture
def refuting(case, lead):
    return Fact.objects.create(
        incident=case, text_vi="Sữa không có chất bảo quản", status="confirmed", owner=lead,
        created_by=lead, visibility="public",
    )  # fmt: skip


@pytest.fixture
def claim(case, lead, refuting, watch, hear):
    """Held false by a confirmed fact; one mention repeats it."""
    hear([said(1, now() - timedelta(hours=1), text=TEXT)], judge=False)
    found = claim_matches.register(
        case, actor=lead, text=TEXT, mentions=list(Mention.objects.all())
    )
    return ledger.assess_claim(
        found, actor=lead, assessment="answer", reason="lan nhanh", refuted_by=refuting
    )


@pytest.fixture
def turn(claim, case, lead):
    """What the claim asserts is confirmed; the refuting fact is not yet looked at."""

    def prove():
        fact = facts.add_fact(case, actor=lead, text_vi="Có chất bảo quản")
        ledger.assess_claim(claim, actor=lead, assessment="answer", reason="x", fact=fact)
        Evidence.objects.create(
            incident=case, fact=fact, kind="link", title="x", url="https://x.example", by=lead
        )
        facts.revise_fact(fact, actor=lead, status="confirmed", reason="kết quả")
        claim.refresh_from_db()
        assert claim.status == "turned_true"

    return prove


def published(case, actor, kind, number=4711):
    """A text that stands in the newsroom."""
    words = Statement.objects.create(
        incident=case, brand=case.brand, number=number, author=actor, last_editor=actor, kind=kind,
        current_version=1, status="published", published_at=now(), published_version=1,
        slug=f"bai-{number}",
    )  # fmt: skip
    StatementVersion.objects.create(
        statement=words, number=1, title_vi="Bài", text_vi="Sữa đạt chuẩn.", author=actor,
        digest="x",
    )  # fmt: skip
    return words


def bank(case, lead, **fields):
    """A cleared answer of the case."""
    values = {"status": AnswerState.CLEARED, "cleared_at": now(), "audience": "customers"} | fields
    return Answer.objects.create(
        brand=case.brand, incident=case, question_vi="Có thật không?", answer_vi="Không có.",
        author=fields.pop("author", lead), last_editor=lead, owner=lead, version=1, **values,
    )  # fmt: skip


def test_nobody_is_advised_to_deny_what_turned_out_true(claim, case, turn):
    assert circumstances_of(case).claim_is_false

    turn()

    assert not claim.is_refuted
    assert not circumstances_of(case).claim_is_false


def test_the_choice_to_deny_holds_no_longer(case, lead, turn):
    StrategyChoice.objects.create(
        incident=case, round=case.round, circumstances={}, advised="deny", chosen="deny",
        reason="tin giả", by=lead,
    )  # fmt: skip
    assert chosen_for(case).chosen == "deny"

    turn()

    assert chosen_for(case) is None


def test_what_rested_on_the_refuting_fact_is_flagged_whatever_its_kind(
    case, lead, minh, manager, refuting, turn
):
    words = published(case, minh, kind="update")
    other = published(case, minh, kind="update", number=4712)
    FactUse.objects.create(version=words.version, fact=refuting, text_vi="x")
    answer, unlike = bank(case, lead, cleared_by=manager), bank(case, lead, cleared_by=manager)
    AnswerFact.objects.create(answer=answer, fact=refuting, text_vi=refuting.text_vi)

    turn()

    for row in (words, other, answer, unlike):
        row.refresh_from_db()
    assert (words.needs_correction, words.needs_correction_reason) == (True, "claim")
    assert (answer.status, unlike.status) == (AnswerState.CHECKING, AnswerState.CLEARED)
    assert not other.needs_correction


def test_what_was_linked_as_our_answer_is_flagged_in_any_case(
    brand, case, claim, lead, minh, bot, turn
):
    other = case_row(brand=brand, title="Vụ khác", actor=bot, detected_at=now())
    words = published(other, minh, kind="full")
    claim_answers.add(claim, actor=lead, statement=words, platform="facebook")

    turn()

    words.refresh_from_db()
    assert (words.needs_correction, words.needs_correction_reason) == (True, "claim")


def test_replies_to_those_who_repeated_it_wait_again_and_their_texts_are_doubted(
    brand, case, claim, lead, minh, manager, hear, turn
):
    hear([said(2, now() - timedelta(hours=1), text="Sao Mai mua ở đâu")], judge=False)
    repeats, other = Mention.objects.order_by("external_id")
    used, unused = bank(case, lead, cleared_by=manager), bank(case, lead, cleared_by=manager)
    inbox.answer(repeats, actor=minh, reply="Không có đâu ạ", prepared=used)
    inbox.answer(other, actor=minh, reply="Ở cửa hàng ạ")

    turn()

    states = dict(InboxItem.objects.values_list("mention_id", "state"))
    assert states == {repeats.pk: "waiting", other.pk: "answered"}
    item = InboxItem.objects.get(mention_id=repeats.pk)
    assert list(item.events.order_by("pk").values_list("verb", flat=True)) == [
        "answered",
        "reopened",
    ]
    used.refresh_from_db()
    unused.refresh_from_db()
    assert (used.status, unused.status) == (AnswerState.CHECKING, AnswerState.CLEARED)


def test_who_opens_such_a_mention_reads_why_it_waits_again(claim, minh, client_of, case, turn):
    mention = Mention.objects.get()
    url = f"/monitoring/mentions/{mention.pk}/"
    inbox.answer(mention, actor=minh, reply="Không có đâu ạ")
    assert "turned-true" not in client_of(minh).get(url).content.decode()

    turn()

    assert "turned-true" in client_of(minh).get(url).content.decode()


def test_denials_that_moved_on_through_two_merges_expire(brand, case, claim, lead, minh, bot, turn):
    between = case_row(brand=brand, title="Giữa", actor=bot, detected_at=now())
    last = case_row(brand=brand, title="Cuối", actor=bot, detected_at=now())
    Incident.objects.filter(pk=case.pk).update(merged_into=between, status="merged")
    Incident.objects.filter(pk=between.pk).update(merged_into=last, status="merged")
    words = published(last, minh, kind="correction")

    turn()

    words.refresh_from_db()
    assert words.needs_correction


def test_a_situation_report_says_so(case, turn, claim):
    turn()

    assert "Có chất bảo quản" in gathering.drafted(case).text_vi
    assert f"“{TEXT}” — Hóa ra là đúng" in gathering.drafted(case).text_vi
