"""A correction of a false claim keeps its order: fact, claim once, fact again, where to see it."""

from __future__ import annotations

import pytest

from crisisdesk.kernel.errors import Blocked
from playbooks.models import PlaybookVersion
from statements import lint, sandwich
from statements.models import Statement, StatementVersion
from statements.services import linting, review
from tests.statements.helpers import codes

FACT, CLAIM = "Lô 12 đạt chuẩn.", "Một tin đồn nói ngược lại đang lan truyền và không đúng sự thật."
WHERE, AGAIN = (
    "Phiếu kiểm nghiệm đăng tại https://sua.example.",
    "Chúng tôi khẳng định: lô 12 đạt chuẩn.",
)
EN_FACT, EN_CLAIM = "Batch 12 passed.", "A rumour to the contrary is circulating and is not true."
EN_WHERE, EN_AGAIN = "The report is at https://sua.example.", "To repeat: batch 12 passed."


def keys(*said, title="Lô 12 đạt chuẩn", language="vi", kind="correction"):
    texts = {f"title_{language}": title, f"text_{language}": " ".join(said)}
    return [slip.key for slip in sandwich.slips(StatementVersion(**texts), kind)]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ([FACT, CLAIM, WHERE, AGAIN], []),
        ([FACT, CLAIM, AGAIN, WHERE], []),
        ([FACT, WHERE], []),
        ([CLAIM, FACT, WHERE], ["first"]),
        ([FACT, CLAIM, CLAIM, WHERE, AGAIN], ["once"]),
        ([FACT, CLAIM], ["again", "where"]),
        ([FACT, CLAIM, WHERE], ["again"]),
        ([FACT, CLAIM, AGAIN], ["where"]),
    ],
)
def test_vietnamese(said, expected):
    assert keys(*said) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ([EN_FACT, EN_CLAIM, EN_WHERE, EN_AGAIN], []),
        ([EN_CLAIM, EN_FACT], ["first", "where"]),
        ([EN_FACT, EN_CLAIM, EN_WHERE], ["again"]),
    ],
)
def test_english(said, expected):
    assert keys(*said, title="Batch 12 passed", language="en") == expected


def test_a_title_that_names_the_claim_is_the_first_that_is_read():
    assert keys(FACT, CLAIM, WHERE, AGAIN, title="Về tin đồn lô 12 có độc") == ["first"]


def test_other_kinds_keep_no_such_order():
    assert keys(CLAIM, kind="holding") == []


def test_the_shipped_correction_keeps_it(plan):
    rumour = PlaybookVersion.objects.get(playbook__slug="rumour_fake_news", state="published").plan
    words = next(one for one in rumour.templates if one.kind == "correction")
    version = StatementVersion(text_vi=words.text.vi, text_en=words.text.en)
    assert sandwich.slips(version, "correction") == []


def test_what_is_out_of_order_waits_until_it_is_mended_or_explained(
    case, draft_of, make_fact, minh, manager
):
    fact = make_fact(case, text=FACT, english=EN_FACT)
    words = draft_of(
        case, "correction", facts=[fact], text_vi=f"{FACT} Một tin đồn đang lan truyền.",
        text_en="", settings={"vi_only_reason": "gấp"},
    )  # fmt: skip
    found = [one for one in lint.check(words.version, words) if one.key.startswith(lint.ORDER)]
    assert [one.key for one in found] == ["order_again_vi", "order_where_vi"]
    with pytest.raises(Blocked) as refused:
        review.submit(words, actor=minh)
    assert any("lint" in code for code in codes(refused))

    for one in found:
        linting.keep_phrase(words, actor=minh, key=one.key, reason="bài ngắn trên mạng")

    fresh = Statement.objects.get(pk=words.pk)
    assert not [one for one in lint.check(fresh.version, fresh) if one.holds_up]
