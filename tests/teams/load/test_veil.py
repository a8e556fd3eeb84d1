"""Covered words: reachable by press, key and screen reader, and never shown before."""

from __future__ import annotations

import re

import pytest
from django.contrib.sessions.backends.cache import SessionStore
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from crisisdesk.kernel import veil

ABUSE = "đồ chó, <b>địt mẹ mày</b>"
TEMPLATE = "{% veiled text 'mention' 7 %}<p>{{ text }}</p>{% endveiled %}"
PICTURE = (
    "{% veiled_picture 'picture' 3 always=always %}<img src='/x' alt='Ảnh'>{% endveiled_picture %}"
)


@pytest.fixture
def request_of():
    request = RequestFactory().get("/")
    request.session = SessionStore()
    return request


def rendered(template, request, **values):
    with translation.override("vi"):
        return Template(template).render(Context({"request": request, **values}))


def test_abuse_lies_in_a_closed_details_with_its_warning(request_of):
    html = rendered(TEMPLATE, request_of, text=ABUSE)

    opening, _, rest = html.partition("<summary>")
    assert opening.startswith("<details") and not re.search(r"<details[^>]* open", opening)
    summary, _, body = rest.partition("</summary>")
    assert "Lời lẽ nặng nề: chửi rủa thô tục" in summary and "hiện nội dung" in summary
    assert "địt" not in opening + summary
    assert "&lt;b&gt;địt mẹ mày&lt;/b&gt;" in body


def test_harmless_words_are_as_they_were(request_of):
    assert rendered(TEMPLATE, request_of, text="Sữa có mùi lạ") == "<p>Sữa có mùi lạ</p>"


def test_what_was_opened_stays_open_in_the_session_and_is_not_counted_again(request_of):
    assert 'hx-post="/people/load/opened/"' in rendered(TEMPLATE, request_of, text=ABUSE)
    assert veil.remember(request_of, "mention:7") is True
    assert veil.remember(request_of, "mention:7") is False

    html = rendered(TEMPLATE, request_of, text=ABUSE)

    assert re.search(r"<details[^>]* open", html) and "hx-post" not in html
    other = TEMPLATE.replace("7", "8")
    assert not re.search(r"<details[^>]* open", rendered(other, request_of, text=ABUSE))


def test_a_picture_is_covered_until_opened_and_always_if_wanted(request_of):
    closed = rendered(PICTURE, request_of, always=False)
    veil.remember(request_of, "picture:3")

    assert not re.search(r"<details[^>]* open", closed)
    assert re.search(r"<details[^>]* open", rendered(PICTURE, request_of, always=False))
    assert not re.search(r"<details[^>]* open", rendered(PICTURE, request_of, always=True))


def test_the_words_of_a_link_give_way_to_the_warning(request_of):
    shown = rendered("<a>{{ text|unless_abusive }}</a>", request_of, text=ABUSE)

    assert shown == "<a>Lời lẽ nặng nề: chửi rủa thô tục · mở để đọc</a>"
    assert (
        rendered("{{ text|unless_abusive }}", request_of, text="<b>x</b>") == "&lt;b&gt;x&lt;/b&gt;"
    )


def test_the_session_forgets_the_oldest(request_of):
    for number in range(veil.MOST + 5):
        veil.remember(request_of, f"mention:{number}")

    kept = request_of.session[veil.SESSION_KEY]
    assert (len(kept), kept[0]) == (veil.MOST, "mention:5")


def test_without_a_request_all_is_covered():
    assert "<details" in rendered(TEMPLATE, None, text=ABUSE)
