from __future__ import annotations

import pytest

from crisisdesk.kernel.text import fold
from monitoring.matching import Matcher, pattern
from monitoring.models import Watch


@pytest.mark.parametrize(
    "text",
    [
        "Sữa Suối Xanh bị hỏng",
        "SUA SUOI XANH",
        "mua sua suoi xanh o dau",
        "#SuaSuoiXanh",
        "sữa-suối-xanh",
        "“Sữa  Suối Xanh”!",
        "s\u01b0\u0303a suo\u0302\u0301i xanh",
    ],
)
def test_words_are_found_whatever_accents_case_and_signs(text):
    assert pattern(("Sữa Suối Xanh",)).search(fold(text))


@pytest.mark.parametrize("text", ["sua suoi xanhduong", "xsua suoi xanh", "suoi xanh", "sua xanh"])
def test_words_are_found_on_their_borders_only(text):
    assert not pattern(("Sữa Suối Xanh",)).search(fold(text))


def test_signs_of_a_pattern_are_plain_signs():
    assert pattern(("a.b(c", "C++")).search("a b c")
    assert not pattern(("a.b",)).search("axb")


def test_words_without_a_letter_are_no_words():
    assert pattern(("!!!", " ")) is None


def test_watch_without_words_hears_everything_but_what_is_excluded():
    match = Matcher([Watch(pk=1, words=[], excluded=["tuyển dụng"])])

    assert match(fold("bất kỳ điều gì")) == [1]
    assert match(fold("TUYEN DUNG gấp")) == []
