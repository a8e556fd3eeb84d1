"""The lint for blameless wording: what it hints at, and what it leaves alone."""

from __future__ import annotations

from time import process_time
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation

from incidents.blameless import check
from incidents.services import hot_wash

NAMES = ["Đỗ Quang Minh", "Lê An"]

BLAME = [
    ("hindsight", "Lẽ ra phải gọi tổng đài trước."),
    ("hindsight", "Đáng lẽ chúng ta nên báo kho ngay tối đó."),
    ("hindsight", "LẼ RA ca đêm PHẢI thấy bài viết."),
    ("hindsight", "We should have called the factory first."),
    ("hindsight", "The shift shouldn't have waited."),
    ("hindsight", "Somebody could have known that."),
    ("fault_of", "Đây là lỗi của ca trực đêm."),
    ("fault_of", "Lỗi tại bên nhà máy."),
    ("fault_of", "Lỗi của Trang."),
    ("fault_of", "Do anh ấy mà bài ra muộn."),
    ("fault_of", "Mọi người đổ lỗi cho nhau."),
    ("fault_of", "It was her fault."),
    ("fault_of", "The lead's mistake cost us an hour."),
    ("fault_of", "Legal was to blame."),
    ("failed_to", "The writer failed to check the batch number."),
    ("failed_to", "Phòng kho không chịu trả lời."),
    ("character", "Cách làm quá cẩu thả."),
    ("character", "Ca đêm lơ là."),
    ("character", "A careless answer in the comments."),
    ("person_at_fault", "Nhân viên trực quên ghim bài."),
    ("person_at_fault", "Chị ấy đã nói sai số lô."),
    ("person_at_fault", "Đỗ Quang Minh quên gửi bản tin nội bộ."),
    ("person_at_fault", "Quang Minh đã bỏ sót câu hỏi thứ ba."),
    ("person_at_fault", "The writer forgot the English text."),
    ("person_at_fault", "Đỗ Quang Minh got it wrong."),
]
PLAIN = [
    "Bản tin nội bộ ra sau tuyên bố 12 phút, vì mẫu chưa có bản tiếng Anh.",
    "Đây là lỗi của hệ thống gửi thư: hàng đợi đầy.",
    "Lỗi của quy trình: bước duyệt thứ hai không có người thay.",
    "Lỗi ở khâu đóng gói: tem cũ còn trong kho.",
    "Lỗi do thời tiết: đường dây đứt hai giờ.",
    "Lần sau phải gọi tổng đài trước khi đăng.",
    "Nên có một danh sách số điện thoại của kho.",
    "Đỗ Quang Minh gọi kho lúc 21:10.",
    "Minh hoạ trong bài quên chú thích.",
    "Lê An nhận vụ việc, không quên bước nào được ghi lại.",
    "Họ hỏi lại ba lần trong bình luận.",
    "Người đọc không tìm thấy đính chính.",
    "Bất ngờ: báo gọi trước khi bài trên mạng lan.",
    "We should have a list of phone numbers.",
    "The mailer failed at 21:10; the queue was full.",
    "We could not reach the factory for 40 minutes.",
    "The holding statement went out after 22 minutes.",
    "They asked for the batch number three times.",
    "The person on duty was alone for nine hours.",
    "A mistake in the template: the hotline's number was old.",
]


@pytest.mark.parametrize(("key", "text"), BLAME)
def test_it_hints_at_blame(key: str, text: str) -> None:
    found = {finding.key: finding for finding in check(text, NAMES)}
    assert key in found, text
    assert all(phrase.lower() in text.lower() for phrase in found[key].phrases)


@pytest.mark.parametrize("text", PLAIN)
def test_it_leaves_facts_alone(text: str) -> None:
    assert check(text, NAMES) == []


def test_marks_may_be_composed_or_not() -> None:
    import unicodedata

    text = "Lẽ ra phải gọi trước."
    both = [check(unicodedata.normalize(form, text)) for form in ("NFC", "NFD")]
    assert both[0] == both[1] != []


def test_a_name_that_is_a_common_word_is_nobody() -> None:
    assert check("An quên gửi.", ["Lê An"]) == []
    assert [one.key for one in check("Lê An quên gửi.", ["Lê An"])] == ["person_at_fault"]


def test_every_hint_says_why_and_what_to_write_in_both_languages() -> None:
    said = []
    for language in ("vi", "en"):
        with translation.override(language):
            (finding,) = check("Cách làm quá cẩu thả.")
            said.append((finding.why, finding.rewrite))
    assert all(why and rewrite for why, rewrite in said)
    assert said[0] != said[1]


@pytest.mark.parametrize(
    "piece",
    [
        "a ", " ", "do anh ", "lẽ ra ", "should have ", "anh  ", "lỗi do ", "Lê An ", "x", "who ",
        "the\n", "phải ",
    ],
)  # fmt: skip
def test_an_endless_text_costs_little(piece: str) -> None:
    begin = process_time()
    check("lẽ ra do anh should have " + piece * 200_000, NAMES * 50)
    assert process_time() - begin < 1


@pytest.mark.django_db
def test_hints_come_as_one_types_and_nothing_is_kept(
    make_case: Any, minh: Any, khoa: Any, client_of: Any
) -> None:
    case = make_case("post_mortem")
    url = reverse("incidents:wording", args=[case.reference])
    before = case.last_seq
    said = client_of(minh).post(url, {"text": f"{minh.name} quên ghim bài <b>"}).content.decode()
    assert f"{minh.name} quên" in said
    assert "<b>" not in said
    assert client_of(minh).post(url, {"text": "Kho gọi lại lúc 21:10"}).content.strip() == b""
    assert client_of(minh).get(url).status_code == 405
    assert client_of(khoa).post(url, {"text": "x"}).status_code == 403
    case.refresh_from_db()
    assert case.last_seq == before


@pytest.mark.django_db
def test_words_that_blame_are_taken_all_the_same(make_case: Any, minh: Any) -> None:
    case = make_case("resolved")
    line = hot_wash.add(case, actor=minh, kind="badly", text="Lẽ ra phải gọi trước")
    assert line.pk
