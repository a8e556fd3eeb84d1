"""Each person reads their own language and time; visitors keep theirs."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone, translation

from teams.context import person, theme
from teams.middleware import PersonMiddleware, reader, zone_of


def test_the_person_s_language_and_zone_are_active_during_the_request(minh):
    minh.language, minh.time_zone = "en", "Asia/Tokyo"
    seen = []

    def view(request):
        seen.append((translation.get_language(), timezone.get_current_timezone_name()))
        return HttpResponse()

    request = RequestFactory().get("/")
    request.COOKIES["sessionid"] = "x"
    request.user = minh
    with translation.override("vi"):
        PersonMiddleware(view)(request)

    assert seen == [("en", "Asia/Tokyo")]
    assert timezone.get_current_timezone_name() == "Asia/Ho_Chi_Minh"


@pytest.mark.parametrize("name", ["Mars/Base", "", "../etc/passwd"])
def test_an_unknown_zone_falls_back_to_the_desk_s(minh, name):
    minh.time_zone = name

    assert str(zone_of(minh)) == "Asia/Ho_Chi_Minh"


def test_public_pages_never_ask_who_looks(minh):
    request = RequestFactory().get("/newsroom/sao-mai/")
    request.COOKIES["sessionid"] = "x"
    request.user = minh

    assert reader(request) is None


def test_a_visitor_opens_no_session(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = Client().get("/account/password/reset/done/")

    assert "sessionid" not in answer.cookies


@pytest.mark.parametrize(
    ("cookie", "shown"),
    [("dark", "dark"), ("light", "light"), ("pink", "system"), (None, "system")],
)
def test_the_theme_is_the_browser_s(cookie, shown):
    request = RequestFactory().get("/")
    if cookie:
        request.COOKIES["theme"] = cookie

    assert theme(request) == shown


def test_the_frame_is_read_only_when_it_is_printed(brand, minh, django_assert_num_queries):
    request = RequestFactory().get("/")
    request.COOKIES["sessionid"] = "x"
    request.user, request.session = minh, {}

    with django_assert_num_queries(0):
        frame = person(request)
    with django_assert_num_queries(3):
        assert (frame["brand"], frame["on_duty"], frame["notice_count"]) == (brand, [], 0)
