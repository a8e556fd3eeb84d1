"""Where a sentence ends, in both languages, and when it is still the same one."""

from __future__ import annotations

import time

import pytest

from statements.factual import kind_of
from statements.sentences import key_of, sentences


def told(text: str) -> list[str]:
    return [one.text for one in sentences(text)]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Lô 12 đã dừng bán. Chúng tôi xin lỗi.", ["Lô 12 đã dừng bán.", "Chúng tôi xin lỗi."]),
        ("Có 1.000.000 hộp. Giá 2.5 triệu.", ["Có 1.000.000 hộp.", "Giá 2.5 triệu."]),
        ("Tại TP. Hồ Chí Minh có 3 ca.", ["Tại TP. Hồ Chí Minh có 3 ca."]),
        ("PGS. TS. Nguyễn V. An trả lời.", ["PGS. TS. Nguyễn V. An trả lời."]),
        ("Trước 15.30 hôm nay. Xin chờ.", ["Trước 15.30 hôm nay.", "Xin chờ."]),
        ("Sữa, bánh, v.v. đã được thu hồi.", ["Sữa, bánh, v.v. đã được thu hồi."]),
        (
            "Mr. Long spoke at 3 p.m. today. He left.",
            ["Mr. Long spoke at 3 p.m. today.", "He left."],
        ),
        ("See No. 5 first. No. Nothing else.", ["See No. 5 first.", "No.", "Nothing else."]),
        ("Thật không? Có! Chờ… Rồi.", ["Thật không?", "Có!", "Chờ…", "Rồi."]),
        ("Ông nói: “Đã xong.” Rồi đi.", ["Ông nói: “Đã xong.”", "Rồi đi."]),
        ("Gọi 1900 0000. 24 giờ có người.", ["Gọi 1900 0000.", "24 giờ có người."]),
        ("{confirmed_facts}. {next}. Hết.", ["{confirmed_facts}.", "{next}.", "Hết."]),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text, parts):
    assert told(text) == parts


def test_lines_of_a_list_are_sentences_without_their_marks():
    text = "Cần biết:\n- Lô 12\n• Lô 13\n1. Ngừng dùng\n2) Gọi hotline\n\nCảm ơn"
    assert told(text) == ["Cần biết:", "Lô 12", "Lô 13", "Ngừng dùng", "Gọi hotline", "Cảm ơn"]


def test_a_line_broken_by_hand_goes_on():
    assert told("Chúng tôi đã dừng\nbán lô 12.\nChờ tin.") == [
        "Chúng tôi đã dừng\nbán lô 12.",
        "Chờ tin.",
    ]


def test_a_sentence_says_where_it_stands():
    text = "  Một. \n\n- Hai ba!  Bốn"
    assert all(text[one.start : one.end] == one.text for one in sentences(text))
    assert told(text) == ["Một.", "Hai ba!", "Bốn"]


def test_the_key_outlives_spaces_and_capitals_but_no_change_of_words():
    first = key_of("Lô 12  “đã” dừng\nbán.")
    assert key_of('lô 12 "đã" dừng bán.') == first
    assert key_of("lô 13 “đã” dừng bán.") != first
    assert key_of("Bán hàng") != key_of("Bạn hàng")


def test_no_words_are_no_sentence():
    assert told("") == told(" \n- \n…\n***") == []


@pytest.mark.parametrize("piece", ["x", ".", "a\n", "v.v. ", "@", "a@", "“", "1. ", "is at ", "{a"])
def test_the_longest_hostile_text_is_read_in_a_moment(piece):
    """The desk reads the text at every pause of the writer."""
    text = piece * (50_000 // len(piece))
    begun = time.process_time()

    for one in sentences(text)[:500]:
        kind_of(one.text, "vi")

    assert time.process_time() - begun < 3
