"""What is said fits its channel: letters are counted as the network counts them."""

from __future__ import annotations

import pytest

from outbox.reaching import words
from outbox.reaching.base import Word

LINK = "https://desk.example/x/7/"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("ạ" * 70, 1),
        ("ạ" * 71, 2),
        ("ạ" * 134, 2),
        ("ạ" * 135, 3),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
    ],
)
def test_text_messages_are_counted_as_the_networks_count(text, parts):
    assert words.parts(text) == parts


@pytest.mark.parametrize("title", ["Sữa bị tố " * 60, "a" * 900, "😀" * 300, ""])
@pytest.mark.parametrize("unaccented", [True, False])
def test_a_text_message_is_cut_but_its_address_stays_whole(title, unaccented):
    text = words.sms(Word(key="k", title=title, link=LINK, unaccented=unaccented))

    assert text.endswith(LINK)
    assert words.parts(text) <= words.MOST_PARTS


def test_without_accents_it_fits_the_small_alphabet():
    text = words.sms(Word(key="k", title="Đã có “ca mới” – Đặng Tường…", unaccented=True))

    assert text == 'Da co "ca moi" - Dang Tuong...'
    assert words.is_plain(text)


def test_a_chat_message_is_cut_but_its_addresses_stay_whole():
    word = Word(key="k", title="x" * 300, more=("y" * 300,) * 20, link=LINK, answer=LINK + "a")
    text = words.chat(word, 2000)

    assert len(text) <= 2000
    assert text.endswith(f"{LINK}a\n{LINK}")


def test_a_call_says_it_twice_and_reads_no_address():
    said = words.spoken(Word(key="k", title="Ca mới.", link=LINK))

    assert said.count("Ca mới") == 2
    assert "http" not in said


def test_a_code_is_read_digit_by_digit():
    assert "1 2 3 4 5 6" in words.spoken(Word(key="k", title="123456 là mã của bạn"))
