"""The addresses of the frame and one live page, as a war room would be."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from tests.ui import urls

PAGE = """{% extends "base.html" %}{% block content %}{% live_status %}
<div data-live data-live-url="/live/" data-live-seq="1"></div>
{% fragment "facts" %}<p>cũ</p>{% endfragment %}
{% fragment "note" %}<form method="post">{% csrf_token %}
<textarea aria-label="note" name="note"></textarea></form><p>cũ</p>{% endfragment %}
<ol id="timeline"><li id="line-1">một</li></ol>{% endblock %}"""
NEWS = """{% fragment "facts" oob=True %}<p>mới</p>{% endfragment %}
{% fragment "note" oob=True %}<form method="post">
<textarea aria-label="note" name="note"></textarea></form><p>mới</p>{% endfragment %}
{% fragment "news" oob="afterbegin:#timeline" %}<li id="line-1">một</li>
<li id="line-2">hai</li>{% endfragment %}"""


def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse(engines["django"].from_string(PAGE).render({}, request))


def live(request: HttpRequest) -> HttpResponse:
    """Line 2 is the newest."""
    if request.GET["seq"] == "2":
        return HttpResponse(status=204)
    words = engines["django"].from_string(NEWS).render({}, request)
    return HttpResponse(words, headers={"X-Live-Seq": "2", "X-Live-Announce": "1%20d%C3%B2ng"})


urlpatterns = [*urls.urlpatterns, path("room/", page), path("live/", live)]
