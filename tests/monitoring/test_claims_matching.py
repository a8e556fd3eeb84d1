"""Which known claim a text repeats, without a database."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitoring.understanding.claims import Known, Matcher, nearly_same
from monitoring.understanding.claims.measure import mean_average_precision
from monitoring.understanding.claims.wording import bare, runs, words

MILK = "Sữa Sao Mai có chất bảo quản gây ung thư"
STORE = "Sao Mai sắp đóng cửa toàn bộ cửa hàng ở miền Bắc"
BOSS = "Giám đốc Sao Mai đã bỏ trốn ra nước ngoài"
CLAIMS = [Known("milk", [MILK]), Known("store", [STORE]), Known("boss", [BOSS])]


def first(text: str, **options: object) -> str:
    found = next(iter(Matcher(CLAIMS, **options).best([text])))
    return found[0].key if found else ""


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("nghe nói sữa có chất bảo quản, uống vào ung thư đó mn", "milk"),
        ("sua sao mai co chat bao quan gay ung thu", "milk"),
        ("đóng cửa hết cửa hàng miền Bắc rồi à", "store"),
        ("giam doc tron ra nc ngoai r", "boss"),
        ("#SaoMaiDongCua toàn bộ cửa hàng https://t.co/x", "store"),
    ],
)
def test_it_finds_the_claim_without_accents_in_chat_spelling_and_in_hashtags(text, key):
    assert first(text, common=["Sao Mai"]) == key


def test_what_a_platform_adds_is_no_part_of_what_was_said():
    text = "Nothing to hide. pic.twitter.com/abc — Jane Doe (@jane) January 1, 2020"
    assert bare(text) == "Nothing to hide."
    assert bare("Đọc đi @bạn.tôi https://x.example/a #SữaHỏng") == "Đọc đi Sữa Hỏng"


def test_a_wording_that_was_kept_finds_its_claim():
    text = "lô L2107 làm ba trẻ nhập viện"
    claims = [*CLAIMS, Known("kids", ["Sữa gây ngộ độc", "Lô L2107 khiến 3 trẻ nhập viện"])]
    found = next(iter(Matcher(claims).best([text])))
    assert (found[0].key, found[0].text) == ("kids", "Lô L2107 khiến 3 trẻ nhập viện")


def test_the_name_of_the_brand_alone_makes_no_text_alike():
    matcher = Matcher(CLAIMS, common=["Sao Mai"])
    assert next(iter(matcher.best(["Sao Mai Sao Mai"]))) == []


def test_each_claim_is_named_once_and_the_best_stands_first():
    claims = [Known("a", [MILK, MILK + " đó"]), Known("b", [STORE])]
    found = next(iter(Matcher(claims).best([MILK], 5)))
    assert found[0].key == "a"
    assert len({one.key for one in found}) == len(found)
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)


def test_no_claim_and_no_text_give_nothing():
    assert list(Matcher([]).best(["a", "b"])) == [[], []]
    assert list(Matcher(CLAIMS).best([])) == []
    assert list(Matcher(CLAIMS).best(["", "!!!"])) == [[], []]


@pytest.mark.parametrize(
    ("text", "same"),
    [
        (MILK, True),
        ("sữa sao mai có chất bảo quản gây ung thư!!", True),
        ("Trời ơi, sữa Sao Mai có chất bảo quản gây ung thư", True),
        ("Sữa Sao Mai không có chất bảo quản gây ung thư", False),
        ("Sữa Sao Mai có chất bảo quản gây ung thư?", False),
        ("Tin giả: sữa Sao Mai có chất bảo quản gây ung thư", False),
        ("Sữa Sao Mai có 3 chất bảo quản gây ung thư", False),
        ("Sữa Sao Mai ngon", False),
    ],
)
def test_only_nearly_the_same_words_in_the_same_sense_count_by_themselves(text, same):
    assert nearly_same(text, MILK) is same


def test_a_few_words_prove_nothing():
    assert not nearly_same("sữa bị hỏng", "sữa bị hỏng")


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_text_can_be_asked_and_is_as_like_as_its_counterpart(one, other):
    matcher = Matcher([Known("x", [other]), *CLAIMS])
    for found in next(iter(matcher.best([one]))):
        assert 0 <= found.likeness <= 1.0001
    assert nearly_same(one, other) == nearly_same(other, one)


@given(st.text(max_size=200))
def test_words_and_runs_never_fail(text):
    said = words(bare(text))
    assert all(3 <= len(run) <= 5 for run in runs(said))


class Sense:
    """An encoder that knows one synonym: a fake with the same two questions."""

    def claims(self, texts, told=None):
        import numpy as np

        return np.array([self._vector(text) for text in texts], np.float32)

    questions = claims

    def _vector(self, text):
        return [1.0, 0.0] if "fled" in text or "bỏ trốn" in text else [0.0, 1.0]


def test_by_sense_it_finds_what_is_said_in_another_language():
    english = "the CEO fled with the money, stores of Sao Mai are next"
    assert first(english, encoder=Sense()) == "boss"


def test_map_counts_early_hits_and_only_questions_with_an_answer():
    ranked = {"q1": ["a", "b"], "q2": ["x", "b"], "q3": ["z"]}
    right = {"q1": {"a"}, "q2": {"b"}}
    assert mean_average_precision(ranked, right) == pytest.approx((1 + 0.5) / 2)
