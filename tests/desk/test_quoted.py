"""A newspaper carries our words when eight of them stand there in a row."""

from __future__ import annotations

import unicodedata

import pytest

from desk.quoted import carries, rows_of

OURS = rows_of([
    "Chúng tôi đã dừng bán lô 0312 và mời khách hàng đổi trả miễn phí.",
    "We have stopped selling batch 0312 and offer every customer a free exchange.",
])  # fmt: skip
QUOTE = "Theo hãng, “chúng tôi đã DỪNG bán lô 0312, và mời khách hàng đổi trả”."


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        (QUOTE, True),
        (unicodedata.normalize("NFD", QUOTE), True),
        ("They have stopped selling batch 0312 and offer every customer a refund.", True),
        ("Hãng cho biết đã dừng bán lô 0312.", False),
        ("Chúng tôi đã dừng bán lô 0312", False),
        ("", False),
    ],
)
def test_eight_words_in_a_row_are_a_quotation(text, quoted):
    assert carries(text, OURS) is quoted


def test_words_of_two_texts_do_not_join():
    ours = rows_of(["một hai ba bốn", "năm sáu bảy tám"])

    assert not carries("một hai ba bốn năm sáu bảy tám", ours)
