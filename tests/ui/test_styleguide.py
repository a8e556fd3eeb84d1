"""The styleguide shows every part in both languages, and what it shows is sound."""

from __future__ import annotations

import pytest
from django.utils import translation

from crisisdesk import styleguide
from tests.ui.markup import Page

POINTERS = ("aria-describedby", "aria-labelledby", "aria-controls")


@pytest.fixture(params=["vi", "en"])
def guide(request, visit) -> Page:
    with translation.override(request.param):
        answer = styleguide.show(visit())
    return Page(answer.content.decode())


def test_every_element_is_closed_in_turn(guide):
    assert guide.faults == []


def test_no_two_elements_share_an_id(guide):
    ids = [name for name in guide.ids() if not name.startswith("id_")]

    assert sorted(set(ids)) == sorted(ids)


def test_what_describes_an_element_exists(guide):
    ids = set(guide.ids())
    named = [
        name
        for element in guide.elements
        for pointer in POINTERS
        for name in element.attributes.get(pointer, "").split()
    ]

    assert [name for name in named if name not in ids] == []


def test_every_field_has_a_label(guide):
    labelled = {label.attributes.get("for") for label in guide.all("label")}
    fields = [
        e
        for e in guide.elements
        if e.tag in {"input", "select", "textarea"}
        and e.attributes.get("type") not in {"hidden", "submit"}
        and "aria-label" not in e.attributes
    ]

    assert [f.attributes["id"] for f in fields if f.attributes["id"] not in labelled] == []
    assert len(fields) > 15


def test_there_is_one_main_heading(guide):
    assert len(guide.all("h1")) == 1


def test_every_button_and_link_has_words(guide):
    wordless = [
        element.attributes
        for element in guide.elements
        if element.tag in {"button", "a", "summary"} and not element.words()
    ]

    assert wordless == []


def test_the_page_says_its_language(guide):
    page_language = guide.one("html").attributes["lang"]
    severities = [e.words() for e in guide.all(data_severity="critical")]

    expected = {"vi": "▲ Khẩn cấp", "en": "▲ Critical"}[page_language]
    assert set(severities) == {expected}


def test_vietnamese_leaves_no_english_sentence(visit):
    """Every marked sentence of the guide differs between the two languages."""
    with translation.override("vi"):
        vietnamese = Page(styleguide.show(visit()).content.decode())
    with translation.override("en"):
        english = Page(styleguide.show(visit()).content.decode())

    headings = [
        (v.words(), e.words())
        for v, e in zip(_headings(vietnamese), _headings(english), strict=True)
    ]
    assert [pair for pair in headings if pair[0] == pair[1]] == []


def _headings(page: Page) -> list:
    return [element for element in page.elements if element.tag in {"h1", "h2", "h3"}]


def test_a_drill_is_impossible_to_confuse(visit):
    with translation.override("vi"):
        page = Page(styleguide.show(visit("/styleguide/?drill=1")).content.decode())

    assert page.one("title").words().startswith("[DIỄN TẬP]")
    assert "DIỄN TẬP" in page.one(class_="drill-band").words()
    assert page.one("link", rel="icon").attributes["href"].endswith("mark-drill.svg")


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_paper_version_is_sound(visit, language):
    with translation.override(language):
        page = Page(styleguide.print_sample(visit()).content.decode())

    assert page.faults == []
    assert page.all("script") == []


@pytest.mark.parametrize(("cookie", "painted"), [("dark", "dark"), ("light", "light")])
def test_the_first_paint_has_the_chosen_theme(visit, cookie, painted):
    page = Page(styleguide.show(visit(theme=cookie)).content.decode())

    assert page.one("html").attributes["data-theme"] == painted


def test_an_unknown_theme_follows_the_device(visit):
    page = Page(styleguide.show(visit(theme='"><script>')).content.decode())

    assert "data-theme" not in page.one("html").attributes
