"""Which sentences must rest on a fact: all but those that claim nothing."""

from __future__ import annotations

import pytest

from statements.factual import kind_of, label_of


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("Chúng tôi chân thành cảm ơn quý khách.", "thanks"),
        ("Chúng tôi xin lỗi quý khách.", "apology"),
        ("Quý khách cần hỗ trợ, xin liên hệ 1900 0000.", "contact"),
        ("Người phát ngôn: Trần Minh Phượng.", "contact"),
        ("Chúng tôi đang xác minh từng nội dung.", "checking"),
        ("Chúng tôi sẽ cập nhật tiếp trước 15:00 ngày 30/11/2026.", "next_word"),
        ("Kính gửi Quý khách và Quý vị,", "address"),
        ("ĐÍNH CHÍNH", "heading"),
        ("Diễn biến: {confirmed_facts}", "gap"),
        ("Điều gì đã xảy ra?", "question"),
        ("Trong thông tin đã công bố, Sao Mai viết: “39 người mắc bệnh”.", "quotation"),
    ],
)
def test_what_claims_nothing_needs_no_fact(sentence, kind):
    assert kind_of(sentence, "vi") == kind
    assert label_of(kind)


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("We apologise to our customers.", "apology"),
        ("The cause is being established.", "checking"),
        ("If you need help, please contact 1900 0000.", "contact"),
        ("The next update comes by 15:00 on 30/11/2026.", "next_word"),
        ("On behalf of Sao Mai", "address"),
    ],
)
def test_the_same_holds_in_english(sentence, kind):
    assert kind_of(sentence, "en") == kind


@pytest.mark.parametrize(
    "sentence",
    [
        "Lô 12 đã dừng bán.",
        "Sữa của chúng tôi an toàn.",
        "Chúng tôi xin lỗi 39 khách hàng.",
        "Xin liên hệ nếu quý khách đã mua lô SX2611A.",
        "Chúng tôi đang kiểm tra 3 nhà máy.",
        "Cảm ơn bà Trần Thị Hoa đã phát hiện.",
        "Chúng tôi sẽ thông tin tiếp cho 12 gia đình.",
    ],
)
def test_whatever_claims_something_rests_on_a_fact(sentence):
    assert kind_of(sentence, "vi") == ""
