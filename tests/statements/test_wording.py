"""What a channel gets: all of it where it fits, never more than the network takes."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playbooks import common_data
from statements.models import StatementVersion
from statements.wording import compose, cut, fitted, size

TAIL = "Toàn văn: https://desk.example/newsroom/sao-mai/lo-12-1/"
WORDS = st.text(alphabet="aăâeêư ơ.!?⚠️\n", max_size=400)


def test_a_short_text_is_told_whole():
    assert fitted("Lô 12", "Đã dừng bán.", TAIL, 300) == f"Lô 12\n\nĐã dừng bán.\n\n{TAIL}"


def test_a_long_text_ends_with_a_sentence_and_leads_to_the_rest():
    body = "Câu một nói rõ. Câu hai nói thêm! " + "dài lê thê " * 40

    found = fitted("Lô 12", body, TAIL, 130)

    assert found == f"Lô 12\n\nCâu một nói rõ. Câu hai nói thêm! …\n\n{TAIL}"


def test_without_a_whole_sentence_a_whole_word_ends_it():
    assert cut("Chúng tôi đang kiểm tra", 12) == "Chúng tôi…"


def test_a_title_beyond_the_limit_keeps_the_address():
    found = fitted("T" * 400, "Thân bài.", TAIL, 300)

    assert size(found) <= 300
    assert found.endswith(TAIL)


@settings(max_examples=200)
@given(title=WORDS.map(lambda text: text.strip()[:200]), body=WORDS, limit=st.integers(120, 500))
def test_no_text_is_longer_than_its_channel_takes(title, body, limit):
    found = fitted(title, body.strip(), TAIL, limit)

    assert size(found) <= limit
    assert found.endswith(TAIL)
    assert found == fitted(title, body.strip(), TAIL, limit)


@pytest.mark.parametrize("channel", ["bluesky", "mastodon", "telegram", "facebook"])
def test_the_limits_are_those_the_editor_counts_by(case, draft_of, channel):
    long = "Chúng tôi xin thông báo về lô hàng. " * 2000
    words = draft_of(case, channels=["newsroom", channel], text_vi=long)

    found = compose(words, words.version, channel, "vi")

    assert size(found.text) <= common_data.channels()[channel].character_limit
    assert found.text.endswith(found.link)


def test_a_text_without_english_goes_out_in_vietnamese(case, draft_of):
    words = draft_of(case, channels=["telegram"])
    version = StatementVersion(
        statement=words, text_vi="Chỉ có tiếng Việt.", title_vi="Tin", channels=["telegram"]
    )

    found = compose(words, version, "telegram", "en")

    assert (found.language, found.text, found.link) == ("vi", "Tin\n\nChỉ có tiếng Việt.", "")


def test_the_address_of_the_earlier_post_is_named_in_the_language_of_the_text(case, draft_of):
    words = draft_of(case, channels=["telegram"])

    found = compose(words, words.version, "telegram", "en", "https://t.me/saomai/1")

    assert found.text.endswith("About our earlier post: https://t.me/saomai/1")
