"""What contradicts itself, its translation or the case waits until somebody mends or explains it."""

from __future__ import annotations

import pytest

from crisisdesk.kernel.errors import Blocked
from statements import consistency, lint
from statements.models import Statement
from statements.services import drafting, linting, publishing, review
from statements.services.drafting import Words
from tests.statements.helpers import body, codes, url


def found(words: Statement) -> list[tuple[str, tuple[str, ...]]]:
    fresh = Statement.objects.get(pk=words.pk)
    return [(one.kind, one.phrases) for one in consistency.check(fresh.version, fresh)]


@pytest.fixture
def say(minh, manager, approve_by, waived):
    """The text goes its whole way to the public."""

    def publish(words: Statement) -> Statement:
        words = approve_by(review.submit(words, actor=minh), manager)
        return publishing.publish(words, actor=minh)

    return publish


def edit(words: Statement, minh, **texts) -> Statement:
    fresh = Statement.objects.get(pk=words.pk)
    drafting.save(fresh, actor=minh, expected_version=fresh.current_version, words=Words(**texts))
    return Statement.objects.get(pk=words.pk)


@pytest.mark.parametrize(
    ("vi", "en", "expected"),
    [
        ("12 khách hàng đã báo.", "21 customers reported.", [("number", ("12 khách hàng", "21 customers reported"))]),
        ("12 khách hàng đã báo.", "Twelve customers reported.", []),
        ("Hai mươi mốt khách.", "21 customers.", []),
        ("Hoàn 1.000.000 đ.", "Refund of VND 1,000,000.", []),
        ("Hoàn 1.000.000 đ.", "Refund of VND 10,000,000.", [("number", ("1.000.000 đ", "10,000,000"))]),
        ("Bán ngày 30/11/2026.", "Sold on November 30, 2026.", []),
        ("Bán ngày 30/11/2026.", "Sold on October 30, 2026.", [("date", ("30/11/2026", "October 30, 2026"))]),
        ("Lúc 15h30.", "At 3:30 pm.", []),
        ("Lúc 15h30.", "At 5:30 pm.", [("time", ("15h30", "5:30 pm"))]),
        ("Gọi 1900 6868.", "Call 1900 6886.", [("phone", ("1900 6868", "1900 6886"))]),
        ("Giảm 30%.", "Down 13 per cent.", [("percent", ("30%", "13 per cent"))]),
        ("Lô SM-2411A.", "Batch SM-2411B.", [("code", ("SM-2411A", "SM-2411B"))]),
        ("Lô SM-2411A.", "The batch.", [("code", ("SM-2411A",))]),
        ("Ông Nguyễn Văn An.", "Mr Nguyen Van Anh.", [("name", ("Nguyễn Văn An", "Nguyen Van Anh"))]),
        ("Ông Nguyễn Văn An.", "Our director.", []),
        ("Trong 24 giờ.", "Within a day.", []),
        ("12 khách.", "", []),
    ],
)  # fmt: skip
def test_the_languages_say_the_same(case, draft_of, vi, en, expected):
    settings = {} if en else {"vi_only_reason": "gấp"}

    assert found(draft_of(case, text_vi=vi, text_en=en, settings=settings)) == expected


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        ("Có 12 khách hàng.", "Có 21 khách hàng.", [("number", ("21 khách hàng", "12 khách hàng"))]),
        ("Có 12 khách hàng.", "Có 12 khách hàng và 3 đại lý.", []),
        ("Thu hồi 12 hộp.", "Có 21 khách hàng.", []),
        ("Cập nhật sau 2 giờ.", "Cập nhật sau 4 giờ.", []),
        ("Sản xuất ngày 12/10/2026.", "Sản xuất ngày 13/10/2026.", [("date", ("13/10/2026", "12/10/2026"))]),
        ("Cập nhật ngày 12/10/2026.", "Cập nhật ngày 13/10/2026.", []),
        ("Gọi 1900 6868.", "Gọi 1900 6886.", [("phone", ("1900 6886", "1900 6868"))]),
        ("Gọi 1900 6868.", "Gọi 028 3822 1234.", []),
        ("Lô SM-2411A.", "Lô SM-2411B.", [("code", ("SM-2411B", "SM-2411A"))]),
        ("Lô SM-2411A.", "Lô SM-2411A và lô SM-2411B.", []),
        ("Ông Nguyễn Văn An.", "Ông Nguyễn Văn Anh.", [("name", ("Nguyễn Văn Anh", "Nguyễn Văn An"))]),
    ],
)  # fmt: skip
def test_a_new_text_says_what_the_case_said_before(say, draft_of, case, before, now, expected):
    vi_only = {"text_en": "", "settings": {"vi_only_reason": "gấp"}}
    say(draft_of(case, text_vi=before, **vi_only))

    assert found(draft_of(case, text_vi=now, **vi_only)) == expected


def test_a_correction_may_differ_from_what_it_corrects(say, draft_of, case):
    wrong = say(draft_of(case, text_vi="Lô SM-2411A.", text_en="Batch SM-2411A."))
    notice = draft_of(
        case, "correction_own", corrects=wrong, text_vi="Lô SM-2411B.", text_en="Batch SM-2411B."
    )

    assert found(notice) == []


def test_drafts_and_words_that_were_taken_back_count_for_nothing(draft_of, case):
    draft_of(case, text_vi="Lô SM-2411A.", text_en="Batch SM-2411A.")

    assert found(draft_of(case, text_vi="Lô SM-2411B.", text_en="Batch SM-2411B.")) == []


def test_a_contradiction_holds_the_text_up_until_it_is_mended(case, draft_of, minh, manager):
    words = draft_of(case, text_vi="12 khách hàng đã báo.", text_en="21 customers reported.")
    with pytest.raises(Blocked) as refused:
        review.submit(words, actor=minh)
    assert codes(refused) == ["contradiction_number"]
    assert "12 khách hàng" in str(refused.value.reasons[0].message)
    assert "21 customers" in str(refused.value.reasons[0].message)

    words = edit(words, minh, text_en="12 customers reported.")
    assert review.submit(words, actor=minh).status == "in_review"


def test_a_contradiction_holds_the_text_up_until_it_is_explained(case, draft_of, minh, manager):
    words = draft_of(case, text_vi="12 khách hàng ở Huế.", text_en="21 customers in all.")
    linting.keep_phrase(words, actor=minh, key="contradiction_number", reason="EN: cả nước")

    words = Statement.objects.get(pk=words.pk)
    assert [f.kept_because for f in lint.check(words.version, words)] == ["EN: cả nước"]
    assert review.submit(words, actor=minh).status == "in_review"


def test_an_explanation_is_void_once_the_numbers_change(case, draft_of, minh):
    words = draft_of(case, text_vi="12 khách hàng ở Huế.", text_en="21 customers in all.")
    linting.keep_phrase(words, actor=minh, key="contradiction_number", reason="EN: cả nước")

    words = edit(words, minh, text_en="31 customers in all.")

    assert [f.holds_up for f in lint.check(words.version, words)] == [True]


def test_the_page_shows_both_sides_and_takes_the_reason(case, draft_of, minh, client_of):
    words = draft_of(case, text_vi="12 khách hàng đã báo.", text_en="21 customers reported.")
    browser = client_of(minh)

    page = body(browser.get(url(words)))
    assert "<q>12 khách hàng</q> <q>21 customers reported</q>" in page

    browser.post(url(words, "act", "keep"), {"key": "contradiction_number", "reason": "cả nước"})
    assert "cả nước" in body(browser.get(url(words)))


@pytest.mark.parametrize("count", [1, 3])
def test_comparing_costs_two_queries_however_much_was_said(
    say, draft_of, case, django_assert_num_queries, count
):
    for number in range(count):
        lot = f"SM-{number * 1111:04}A"
        say(draft_of(case, text_vi=f"Lô {lot}.", text_en=f"Batch {lot}."))
    words = Statement.objects.get(pk=draft_of(case, text_vi="Lô.", text_en="Batch.").pk)
    version = words.version

    # What was said, and what the bank answers.
    with django_assert_num_queries(2):
        consistency.check(version, words)
