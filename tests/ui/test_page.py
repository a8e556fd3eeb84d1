"""The frame of the pages: rail, theme, errors, public face."""

from __future__ import annotations

import json
import re
from pathlib import Path as File

import pytest
from django.conf import settings
from django.template import engines
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from crisisdesk.ui import page as parts
from crisisdesk.ui.views import set_theme
from tests.ui.markup import Page

SCRIPTS = File(settings.BASE_DIR) / "static" / "js"


def test_the_rail_marks_only_the_nearest_room():
    lines = parts._lines(parts.ROOMS, "/incidents/INC-1/")

    assert [(line["url"], line["current"]) for line in lines] == [
        ("/", False),
        ("/incidents/", True),
        ("/monitoring/signals/", False),
    ]


def test_home_is_marked_only_at_home():
    assert [line["current"] for line in parts._lines(parts.ROOMS, "/")] == [True, False, False]


def test_a_room_without_an_address_is_left_out():
    assert parts._lines([parts.Room("nowhere:list", "Nowhere", "x")], "/") == []


@pytest.mark.parametrize(("right", "shown"), [("teams.manage_brand", True), ("none", False)])
def test_admin_rooms_show_only_to_those_with_the_right(render, right, shown):
    class Reader:
        def has_perm(self, name: str, brand: str) -> bool:
            return (name, brand) == (right, "Sao Mai")

    words = render("{% rail %}", user=Reader(), brand="Sao Mai")

    assert ("/monitoring/sources/" in words) is shown


def test_admin_rooms_are_hidden_from_visitors(render):
    assert "/monitoring/sources/" not in render("{% rail %}")


def test_the_theme_is_kept_in_a_cookie():
    answer = set_theme(RequestFactory().post("/theme/", {"theme": "dark", "next": "/incidents/"}))

    assert answer.cookies["theme"].value == "dark"
    assert answer.cookies["theme"]["httponly"]
    assert answer["Location"] == "/incidents/"


def test_following_the_device_forgets_the_cookie():
    answer = set_theme(RequestFactory().post("/theme/", {"theme": "system"}))

    assert answer.cookies["theme"]["max-age"] == 0


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "javascript:x"])
def test_the_theme_never_leads_away(target):
    answer = set_theme(RequestFactory().post("/theme/", {"theme": "dark", "next": target}))

    assert answer["Location"] == "/"


def test_a_theme_is_not_changed_by_reading():
    assert set_theme(RequestFactory().get("/theme/")).status_code == 405


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("name", ["403", "404", "409", "500", "offline"])
def test_error_pages_are_sound_in_both_languages(visit, name, language):
    context = {"sentences": ["Còn thiếu <pháp chế>."], "back": "/incidents/"}
    with translation.override(language):
        page = Page(render_to_string(f"errors/{name}.html", context, visit()))

    assert page.faults == []
    assert page.one("h1").words()


def test_a_refusal_page_lists_every_reason(visit):
    sentences = ["Còn thiếu pháp chế.", "Đã quá hạn."]

    page = Page(render_to_string("errors/409.html", {"sentences": sentences}, visit()))

    assert [item.words() for item in page.all("li")] == sentences


def test_the_fault_page_needs_no_request():
    assert Page(render_to_string("500.html")).one("h1").words()


def test_a_refused_fragment_is_a_toast_with_reasons(visit):
    page = Page(render_to_string("ui/refusal_toast.html", {"sentences": ["Đã quá hạn."]}, visit()))

    assert page.all(role="alert")[0].words().endswith("Đã quá hạn.Ẩn")


def test_the_public_face_has_no_script_no_form_and_no_token(visit):
    source = engines["django"].from_string(
        '{% extends "base_public.html" %}{% block content %}<h1>x</h1>{% endblock %}'
    )
    request = visit("/newsroom/")

    page = Page(source.render({"brand": "Sao Mai"}, request))

    assert page.all("script") == []
    assert page.all("form") == []
    assert "CSRF_COOKIE" not in request.META


def test_htmx_runs_without_eval_and_shows_refusals(visit):
    source = engines["django"].from_string('{% extends "base.html" %}')
    page = Page(source.render({}, visit()))

    options = json.loads(page.one("meta", name="htmx-config").attributes["content"])
    swapped = [rule["code"] for rule in options["responseHandling"] if rule["swap"]]
    assert options["allowEval"] is False
    assert options["includeIndicatorStyles"] is False
    assert options["historyCacheSize"] == 0
    assert all(any(re.fullmatch(rule, code) for rule in swapped) for code in ("403", "409", "422"))


def test_scripts_say_only_words_the_server_translates():
    """A key that is missing would show its bare name to the reader."""
    said = {
        name
        for script in SCRIPTS.glob("*.js")
        for name in re.findall(r"\bsay\(\"(\w+)\"", script.read_text(encoding="utf-8"))
    }
    source = str(parts.script_words())
    known = set(json.loads(Page(source).one("script").words()))

    assert said - known == set()
