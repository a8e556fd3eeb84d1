"""Text as the desk stores and searches it."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crisisdesk.kernel.text import MOST_MARKS, fold, nfc, one_line


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Đà Nẵng khủng hoảng", "da nang khung hoang"),
        ("PLAIN ascii", "plain ascii"),
        ("Ễ ữ Ể", "e u e"),
        ("", ""),
    ],
)
def test_accents_and_case_do_not_matter(text: str, key: str) -> None:
    assert fold(text) == key


@given(st.text())
def test_folding_is_settled_and_knows_no_form(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


@given(st.text(st.one_of(st.characters(), st.sampled_from("ĐđạảãậỹồưỗŒßøł😡👨‍👩‍👧́̈"))))
def test_quick_ways_of_folding_lead_where_the_long_one_does(text: str) -> None:
    by_hand = str.maketrans({"đ": "d", "Đ": "D", "ø": "o", "ł": "l", "ß": "ss"})
    bare = unicodedata.normalize("NFD", text.translate(by_hand))
    kept = "".join(sign for sign in bare if not unicodedata.combining(sign))

    assert fold(text) == unicodedata.normalize("NFC", kept).casefold()


@given(st.text())
def test_stored_text_is_nfc_without_control_signs(text: str) -> None:
    kept = nfc(text)

    assert unicodedata.is_normalized("NFC", kept)
    assert not set(kept) & {"\x00", "\x1f", "\u202e"}


@given(st.text(st.sampled_from("aeiouđ\x00\x1f\u202e\ud800\u0301\u0323\u0302\u0316")))
def test_what_stood_on_both_sides_of_a_sign_taken_out_is_composed(text: str) -> None:
    kept = nfc(text)

    assert unicodedata.is_normalized("NFC", kept)
    assert nfc(kept) == kept
    kept.encode()


@pytest.mark.parametrize("mark", "\u0301\u0336\u20dd\u0e47\u064b\u0489\u1dcf")
def test_no_pile_of_marks_reaches_into_the_lines_of_others(mark: str) -> None:
    kept = nfc(f"1{mark * 40}a")

    assert kept.count(mark) == MOST_MARKS
    assert kept[0] + kept[-1] == "1a"
    assert nfc(kept) == kept


@pytest.mark.parametrize("text", ["Nguyễn Ưỡn", "น้ำที่นี่", "מָּ֑יִם", "مُحَمَّدٌ", "q̣̃́", "👩‍👩‍👧‍👦"])
def test_marks_that_languages_need_stay(text: str) -> None:
    composed = unicodedata.normalize("NFC", text)

    assert nfc(text) == composed


@given(st.text(), st.integers(2, 50))
def test_a_line_is_never_longer_than_asked(text: str, limit: int) -> None:
    line = one_line(text, limit)

    assert len(line) <= limit
    assert "\n" not in line
