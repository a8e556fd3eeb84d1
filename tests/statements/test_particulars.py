"""The same thing, however it is written, has one form."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statements.particulars import in_words, particulars


def read(text: str, language: str) -> list[tuple[str, str]]:
    return [(one.kind, one.value) for one in particulars(text, language)]


@pytest.mark.parametrize(
    ("vi", "en", "one"),
    [
        ("12 khách hàng", "12 customers", ("number", "12")),
        ("1.000.000 đ", "VND 1,000,000", ("number", "1000000")),
        ("1,2 triệu đồng", "1.2 million dong", ("number", "1200000")),
        ("2,5%", "2.5 per cent", ("percent", "2.5")),
        ("30 phần trăm", "30%", ("percent", "30")),
        ("ngày 30/11/2026", "November 30, 2026", ("date", "30/11/2026")),
        ("ngày 5 tháng 12 năm 2026", "5 December 2026", ("date", "05/12/2026")),
        ("ngày 5/12", "on 5/12", ("date", "05/12")),
        ("2026-11-30", "30.11.2026", ("date", "30/11/2026")),
        ("15h30", "3:30 pm", ("time", "15:30")),
        ("15 giờ 30 phút", "15:30", ("time", "15:30")),
        ("3 giờ chiều", "3 p.m.", ("time", "15:00")),
        ("từ 9 giờ", "9 am", ("time", "09:00")),
        ("9 giờ ngày", "9 am", ("time", "09:00")),
        ("đến 17 giờ", "5 pm", ("time", "17:00")),
        ("0912 345 678", "+84 912 345 678", ("phone", "0912345678")),
        ("1900 6868", "1900-6868", ("phone", "19006868")),
        ("lô SM-2411A", "batch SM-2411A", ("code", "SM-2411A")),
        ("ông Nguyễn Văn An", "Mr Nguyen Van An", ("name", "an nguyen van")),
    ],
)
def test_both_languages_write_the_same_in_their_own_way(vi, en, one):
    assert read(vi, "vi") == [one]
    assert read(en, "en") == [one]


@pytest.mark.parametrize(
    "text",
    [
        "https://a.example/2026/11/30?n=12",
        "hoi12@a.example",
        "{next_update_at}",
        "xem INC-204 và ST-12",
        "Chúng tôi xin lỗi.",
        "",
    ],
)
def test_links_gaps_and_our_own_references_state_nothing(text):
    assert read(text, "vi") == []


def test_numbers_of_a_list_are_no_numbers_of_the_case():
    assert read("1. Thu hồi\n2) Hoàn tiền 3 lô", "vi") == [("number", "3")]


@pytest.mark.parametrize(
    ("text", "language", "numbers"),
    [
        ("mười hai khách hàng", "vi", {"12"}),
        ("hai mươi mốt lô, ba mươi lăm người", "vi", {"21", "35"}),
        ("twenty-one customers and two batches", "en", {"21", "2"}),
        ("someone", "en", set()),
    ],
)
def test_numbers_are_read_when_they_are_written_out(text, language, numbers):
    assert in_words(text, language) == numbers


@pytest.mark.parametrize("year", ["2026", ""])
def test_a_date_without_its_year_agrees_with_any_year(year):
    full = particulars("ngày 30/11/2026", "vi")[0]
    other = particulars(f"30 November {year}".strip(), "en")[0]

    assert full.agrees(other)
    assert other.agrees(full)


@given(st.text(max_size=200), st.sampled_from(["vi", "en"]))
def test_no_text_is_too_strange_to_be_read(text, language):
    for one in particulars(text, language):
        assert one.shown
        assert one.start < one.end


@given(st.integers(0, 10**12))
def test_a_number_is_the_same_grouped_in_either_way(number):
    vi, en = f"{number:,}".replace(",", "."), f"{number:,}"

    assert read(f"{vi} đ", "vi") == read(f"{en} d", "en") == [("number", str(number))]
