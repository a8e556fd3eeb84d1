"""HTML of strangers, read as somebody would read it aloud."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitoring.connectors.html import pieces, text_of


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>Khách ở <b>Đà Nẵng</b></p><p>nói &quot;lạ&quot;</p>", 'Khách ở Đà Nẵng\nnói "lạ"'),
        ("<tr><td>một<td>hai</tr>", "một hai"),
        ("3 < 5 và I <3 sữa", "3 < 5 và I <3 sữa"),
        ('<a title="a>b" href=x>đi</a> xong', "đi xong"),
        ("<p title=it's>câu", "câu"),
        ('<a href="x>chưa đóng">hết</a>', "hết"),
        ("<![if !mso]>chào<![endif]> bạn", "chào bạn"),
        ("trước<!-- a > b -->sau", "trướcsau"),
        ("<!-- mãi không hết <b>đậm</b>", "đậm"),
        ('<script>if(a<b){"</p>"}</script>z', "z"),
        ("<SCRIPT>x</Script>z<style>p{}</style>", "z"),
        ("<script src='x'/>đọc được<title/> cả", "đọc được cả"),
        ("<title>tên</title>lời", "lời"),
        ("<![<!", "<![<!"),
        (f"số &#{'1' * 5000}; lạ", "số \ufffd lạ"),
        ("a<b", "a<b"),
    ],
)
def test_words_are_read_aloud(html, text):
    assert text_of(html) == text


@given(st.text(alphabet="<>!-/?[]&#;\"'=a b\nđ"))
def test_anything_is_read_and_no_word_is_made_up(html):
    text = text_of(html)

    assert not set(text) - set(html) - {"\ufffd", "\n"} or "&" in html
    assert text.count("đ") <= html.count("đ")


@pytest.mark.parametrize(
    "hostile",
    ["<a ", "<!--", "<!", "</", "<![", '<a b="', "<a '>", '<a "> "', "<script>", "&#", "<a =", "<"],
)
def test_tags_that_never_end_cost_no_more_than_words(hostile):
    html = hostile * 200_000
    begin = process_time()

    text_of(html)

    # The reader of the standard library takes from ten minutes to hours for most of them.
    assert process_time() - begin < 15


def test_attributes_are_told_however_they_are_quoted():
    tags = pieces("<link TYPE=a href='b' title=\"c &amp; d\">")

    assert next(part for part in tags if part).attributes() == {
        "type": "a", "href": "b", "title": "c & d",
    }  # fmt: skip
