"""What changed: by sentence, then by word; nothing is lost on either side."""

from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st

from statements.diff import segments

WORDS = st.lists(
    st.sampled_from(["Lô", "12", "đã", "dừng", "bán.", "Xin", "lỗi!", "\n\n", "Chúng tôi"])
).map(" ".join)


@given(WORDS, WORDS)
def test_both_texts_can_be_read_back(old, new):
    found = segments(old, new)
    assert "".join(text for op, text in found if op != "insert") == old
    assert "".join(text for op, text in found if op != "delete") == new


def test_one_word_is_marked_and_no_more():
    assert segments("Lô 12 đã dừng bán. Xin lỗi.", "Lô 13 đã dừng bán. Xin lỗi.") == (
        ("equal", "Lô "),
        ("delete", "12"),
        ("insert", "13"),
        ("equal", " đã dừng bán. Xin lỗi."),
    )


def test_a_wholly_new_sentence_is_not_shredded():
    found = segments("Kết quả có vào mai.", "Chúng tôi sẽ gọi lại từng khách.")
    assert [op for op, _text in found] == ["delete", "insert"]


def test_a_long_text_that_was_written_anew_is_compared_at_once():
    old, new = (" ".join(f"{sign}{at}" for at in range(1200)) for sign in "ab")
    begun = time.monotonic()

    assert segments(old, new) == (("delete", old), ("insert", new))
    assert time.monotonic() - begun < 5


def test_equal_texts_have_no_marks():
    assert segments("Như cũ.", "Như cũ.") == (("equal", "Như cũ."),)
    assert segments("", "") == ()
