"""Whether an address that a person pastes can be a post on that channel."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from statements.hosts import check


@pytest.mark.parametrize(
    ("channel", "url"),
    [
        ("facebook", "https://www.facebook.com/saomai/posts/1"),
        ("facebook", "https://m.facebook.com/story.php?id=1"),
        ("zalo_oa", "https://oa.zalo.me/1"),
        ("tiktok", "https://www.tiktok.com/@saomai/video/1"),
        ("youtube", "https://www.youtube.com/watch?v=1"),
        ("website", "https://www.saomai.example/tin/1"),
        ("press", ""),
    ],
)
def test_an_address_of_the_channel_is_taken(channel, url):
    assert check(f" {url} ", channel) == url


@pytest.mark.parametrize(
    ("channel", "url"),
    [
        ("facebook", "https://facebook.com.evil.example/saomai"),
        ("facebook", "https://evilfacebook.com/saomai"),
        ("facebook", "http://www.facebook.com/saomai"),
        ("facebook", "https://user@www.facebook.com/saomai"),
        ("facebook", "https://www.facebook.com:99999/saomai"),
        ("facebook", "javascript:alert(1)"),
        ("website", "http://www.saomai.example/"),
        ("zalo_oa", "https://www.facebook.com/saomai"),
        ("website", "https://"),
    ],
)
def test_any_other_is_refused_with_a_sentence(channel, url):
    with pytest.raises(ValidationError) as refused:
        check(url, channel)

    assert list(refused.value.message_dict) == ["url"]


@pytest.mark.parametrize(
    "url", ["https://vt.tiktok.com/x/", "https://youtu.be/x", "https://bit.ly/x"]
)
def test_a_short_link_is_explained(url):
    with pytest.raises(ValidationError) as refused:
        check(url, "tiktok")

    assert url.split("/")[2] in refused.value.message_dict["url"][0]
