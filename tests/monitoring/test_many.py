"""Cleaned as a batch, mentions come out exactly as they do one by one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crisisdesk.kernel.text import fold, nfc
from monitoring.intake import many
from monitoring.intake.clean import FIELDS, Heard, clean
from monitoring.intake.folding import fold_many
from monitoring.intake.many import clean_many

MOMENT = datetime(2026, 11, 30, 9, tzinfo=UTC)
USUAL = {
    "external_id": "p1",
    "source": "Facebook group",
    "author": "Ngô Thị Ẩn",
    "text": "Sữa Suối Xanh bị ĐỔI vị\nmọi người ạ 🍼",
    "posted_at": "2026-11-30T08:14:30+07:00",
    "language": "VI-vn",
    "reach": 1200,
    "url": "https://facebook.com/p/1?x=Đ",
    "platform": "fb",
}
TEXTS = st.text(max_size=12) | st.sampled_from(
    [
        "",
        " ",
        "Đà Nẵng",
        "ｆｕｌｌ",
        "\u200b",
        "a\u0301b",
        "\x1e",
        "\ud800",
        "👨\u200d👩",
        "ß",
        "\r\n",
        "İ",
        "ǆŉẞΣς",
        "Ёй\u0488",
        "한국\u1100\u1161\u11a8",
        "\u09c7\u09be",
        "か\u3099",
        "𐐀",
        "1️⃣🇻🇳",
        "\ufffe\uffff",
    ]
)
#: What a batch folds by looking each sign up; far more of it than `st.text` would think of.
ALPHABET = st.characters(max_codepoint=0x2C00) | st.characters(min_codepoint=0x1F000)
ODD = st.none() | st.booleans() | st.integers(-3, 10**12) | st.floats() | st.lists(st.integers())
DATES = st.sampled_from(
    [
        "2026-11-30T08:14:30+07:00", "2026-11-30 08:14", "30/11/2026 08:14", "2027-01-01T00:00Z",
        "1999-01-01T00:00Z", "x", "", datetime(2026, 1, 2, tzinfo=UTC), datetime(2026, 1, 2),  # noqa: DTZ001
    ]
)  # fmt: skip
NUMBERS = st.sampled_from(["1.284", "12", "-1", "1,5", " 7 ", "x", "٣"]) | st.integers(-1, 10**11)
LINKS = st.sampled_from(
    ["https://a.vn/x", "http://A.vn", "javascript:x", "https://a.vn/ x", "https://ă.vn", "//x"]
)
FIELD = {
    "posted_at": DATES | TEXTS | ODD,
    "reach": NUMBERS | TEXTS | ODD,
    "url": LINKS | TEXTS | ODD,
}
ITEM = st.fixed_dictionaries(
    {"text": TEXTS | st.just("Sữa hỏng"), "posted_at": DATES},
    optional={name: FIELD.get(name, TEXTS | ODD) for name in set(FIELDS) - {"text", "posted_at"}},
)
USUAL_ITEM = st.fixed_dictionaries(
    {name: st.just(value) for name, value in USUAL.items()} | {"text": TEXTS.filter(str.strip)},
)


def one_by_one(items):
    return [clean(item, index=index, moment=MOMENT) for index, item in enumerate(items)]


@given(st.lists(USUAL_ITEM | ITEM | ODD, max_size=6))
def test_a_batch_is_read_as_its_items_are(items):
    assert clean_many(items, MOMENT) == one_by_one(items)


@given(st.lists(USUAL_ITEM, min_size=1, max_size=6))
def test_so_is_a_batch_without_faults(items):
    assert clean_many(items, MOMENT) == one_by_one(items)


@given(st.lists((TEXTS | st.text(ALPHABET)).map(nfc), min_size=1))
def test_texts_fold_together_as_they_fold_alone(texts):
    assert fold_many(texts) == [fold(text) for text in texts]


def test_a_sign_folds_in_a_batch_as_alone_whatever_stands_beside_it():
    signs = [nfc(chr(code)) for code in range(0x11_0000) if not 0xD800 <= code < 0xE000]

    assert fold_many(signs) == [fold(sign) for sign in signs]
    # In company: marks that go, letters that stay, and the texts' own borders.
    beside = [f"e\u0301{sign}ộ" for sign in map(chr, range(0x20, 0x3000))]
    assert fold_many(beside) == [fold(text) for text in beside]


def test_what_is_usual_takes_the_quick_way(monkeypatch):
    """Else the first two rules would hold for a way that nobody takes."""
    monkeypatch.setattr(many.one, "clean", None)
    items = [USUAL | {"external_id": f"p{n}", "posted_at": MOMENT.isoformat()} for n in range(3)]

    found = clean_many([*items, USUAL | {"reach": "1.284", "external_id": 7}], MOMENT)

    assert [(type(one), one.reach) for one in found] == [(Heard, 1200)] * 3 + [(Heard, 1284)]


@pytest.mark.parametrize("place", [0, 1, 2])
def test_one_bad_item_is_named_and_its_neighbours_stay(place):
    items = [dict(USUAL) for _ in range(3)]
    items[place]["posted_at"] = (MOMENT + timedelta(days=9)).isoformat()

    found = clean_many(items, MOMENT)

    assert [isinstance(one, dict) for one in found] == [n == place for n in range(3)]
