"""Every main page has its help, in both languages, and nothing in it leads nowhere."""

from __future__ import annotations

import re
from functools import cache
from gettext import GNUTranslations
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import NoReverseMatch, get_resolver, reverse
from django.utils import translation

from crisisdesk.ui.page import ADMIN_ROOMS, ROOMS
from desk.help import book
from tools import messages

MOST_LETTERS = 260
QUOTED = re.compile("“([^”]+)”")


def names():
    """Names of every page of the desk."""
    found = set()

    def walk(resolver, prefix):
        for part in resolver.url_patterns:
            if hasattr(part, "url_patterns"):
                inner = f"{prefix}{part.namespace}:" if part.namespace else prefix
                walk(part, inner)
            elif part.name:
                found.add(prefix + part.name)

    walk(get_resolver(), "")
    return found


def texts(row):
    """Each text of a topic with its place."""
    yield "title", row["title"]
    yield "for", row["for"]
    yield "first", row["first"]
    for number, ask in enumerate(row["asks"], 1):
        yield f"q{number}", ask["q"]
        yield f"a{number}", ask["a"]


def test_every_room_of_the_rail_has_its_help():
    rooms = {room.name for room in [*ROOMS, *ADMIN_ROOMS]}

    assert {name for name in rooms if book.of_view(name) is None} == set()


def test_so_have_the_pages_where_the_work_is_done():
    pages = {
        "incidents:room", "statements:approvals", "monitoring:inbox", "monitoring:claims",
        "monitoring:watches", "drills:readiness", "drills:run", "playbooks:detail", "teams:rotas",
        "teams:settings", "desk:first-day", "desk:sample", "desk:lessons", "playbooks:risks",
        "playbooks:preview", "playbooks:compare", "playbooks:copy", "playbooks:retire",
        "texts:library", "texts:coverage", "texts:text", "drills:scenarios", "drills:story",
        "drills:edit_inject", "drills:preview_scenario", "drills:score", "drills:compare",
        "drills:held", "incidents:hot-wash", "incidents:review", "incidents:review-lines",
        "incidents:review-publish", "incidents:review-issue", "desk:past-cases",
        "desk:action-items", "desk:follow-up", "desk:reports-targets",
    }  # fmt: skip

    assert {name for name in pages if book.of_view(name) is None} == set()


@pytest.mark.parametrize("topic", book.topics(), ids=lambda topic: topic.key)
def test_a_topic_is_whole_short_and_in_both_languages(topic):
    assert len(topic.row["asks"]) == 3
    for place, text in texts(topic.row):
        assert set(text) == {"vi", "en"}, place
        assert all(0 < len(said) <= MOST_LETTERS for said in text.values()), place
        assert text["vi"] != text["en"], place


@cache
def said_by_the_desk():
    """Every sentence of the pages in both languages, as the catalogues have them."""
    found = {"en": set(), "vi": set()}
    for path in settings.BASE_DIR.glob("*/locale/vi/LC_MESSAGES/django.mo"):
        with path.open("rb") as file:
            catalogue = GNUTranslations(file)._catalog
        for said, translated in catalogue.items():
            plain = said[0] if isinstance(said, tuple) else said
            found["en"].add(plain.rpartition("\x04")[2])
            found["vi"].add(translated)
    return found


@pytest.mark.parametrize("topic", book.topics(), ids=lambda topic: topic.key)
def test_a_label_that_it_quotes_stands_on_a_page(topic):
    for place, text in texts(topic.row):
        for language, said in text.items():
            labels = [part for one in QUOTED.findall(said) for part in one.split(" › ")]
            unknown = [label for label in labels if label not in said_by_the_desk()[language]]
            assert unknown == [], (place, language)


def test_it_belongs_to_pages_that_exist_and_to_each_once():
    views = [view for topic in book.topics() for view in topic.views]

    assert set(views) - names() == set()
    assert len(views) == len(set(views))
    assert len({topic.key for topic in book.topics()}) == len(book.topics())


def test_its_links_resolve_to_pages_that_have_help():
    for topic in book.topics():
        for name in topic.row["links"]:
            try:
                reverse(name)
            except NoReverseMatch:
                pytest.fail(f"{topic.key}: {name}")
            assert book.of_view(name) is not None, (topic.key, name)


@pytest.fixture(scope="module")
def labels():
    """Everything that a page may say, by language."""
    found = {"vi": set(), "en": set()}
    for _, _, message in messages.translations(Path(settings.BASE_DIR)):
        for language, said in (("en", message.id), ("vi", message.string)):
            found[language].update([said] if isinstance(said, str) else said)
    return found


@pytest.mark.parametrize("topic", book.topics(), ids=lambda topic: topic.key)
def test_what_it_quotes_stands_on_a_page_word_for_word(topic, labels):
    for place, text in texts(topic.row):
        for language, said in text.items():
            quoted = re.findall("“([^”]+)”", said)
            parts = {part for quote in quoted for part in quote.split(" › ")}
            assert parts - labels[language] == set(), (place, language)


@pytest.mark.parametrize(("language", "title"), [("vi", "Bàn trực"), ("en", "Duty desk")])
def test_the_reader_s_language_is_taken(language, title):
    with translation.override(language):
        assert book.topic("home").title == title


@pytest.mark.parametrize("words", ["luot de cap", "LƯỢT ĐỀ CẬP"])
def test_it_is_found_whatever_the_accents(words):
    with translation.override("vi"):
        assert "mentions" in [topic.key for topic in book.search(words)]
        assert book.search("khongcogi") == []


@pytest.mark.django_db
def test_the_panel_stands_on_the_page_and_needs_no_script(client_of, minh):
    browser = client_of(minh)

    page = browser.get("/incidents/").content.decode()

    assert '<details class="menu help-menu"' in page
    assert book.topic("incidents").row["first"]["vi"] in page


@pytest.mark.django_db
def test_the_list_is_searched_and_each_topic_has_its_page(client_of, minh):
    browser = client_of(minh)

    everything = browser.get("/help/").content.decode()
    assert all(topic.url in everything for topic in book.topics())
    assert "RSS" in browser.get("/help/?q=facebook+zalo").content.decode()
    assert "Không trang" in browser.get("/help/?q=khongcogi").content.decode()
    for topic in book.topics():
        assert browser.get(topic.url).status_code == 200
    assert browser.get("/help/khong-co/").status_code == 404


@pytest.mark.django_db
def test_help_needs_a_person(client):
    assert client.get("/help/").status_code == 302
