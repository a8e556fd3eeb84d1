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


ROW = """<li data-row id="row-{{ at }}"><a class="row-link" href="#{{ at }}">{{ at }}</a><form
hx-get="/row/{{ at }}/" hx-target="#row-{{ at }}" hx-swap="outerHTML"><button>{{ words }}</button>
</form><input type="checkbox" data-tick aria-label="{{ at }}"></li>"""
ROWS = """{% extends "base.html" %}{% block content %}<ul>{% for at in "123" %}
{% include row with words="nhận" %}{% endfor %}</ul>{% endblock %}"""


def rows(request: HttpRequest) -> HttpResponse:
    row = engines["django"].from_string(ROW).template
    return HttpResponse(engines["django"].from_string(ROWS).render({"row": row}, request))


def row(request: HttpRequest, at: int) -> HttpResponse:
    """The line as it is now; the third goes away."""
    words = engines["django"].from_string(ROW).render({"at": at, "words": "đã nhận"}, request)
    return HttpResponse("" if at == 3 else words)


def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse(engines["django"].from_string(PAGE).render({}, request))


def live(request: HttpRequest) -> HttpResponse:
    """Line 2 is the newest."""
    if request.GET["seq"] == "2":
        return HttpResponse(status=204)
    words = engines["django"].from_string(NEWS).render({}, request)
    return HttpResponse(words, headers={"X-Live-Seq": "2", "X-Live-Announce": "1%20d%C3%B2ng"})


urlpatterns = [
    *urls.urlpatterns,
    path("room/", page),
    path("live/", live),
    path("rows/", rows),
    path("row/<int:at>/", row),
]
