"""The anonymous public face."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from newsroom.caching import public
from newsroom.reading import absolute, entries, entry, file_of, speaking_brands, with_language
from statements.views.files import handed_out
from teams.models import Brand

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from newsroom.reading import Entry

PAGE = 50


@public
def index(request: HttpRequest, *, language: str) -> HttpResponse:
    """Every brand that has spoken."""
    rows = [
        {"brand": row, "url": with_language(reverse("newsroom:brand", args=[row.slug]), language)}
        for row in speaking_brands()
    ]
    context = {"brands_speaking": rows, "alternates": alternates(request.path)}
    return render(request, "newsroom/index.html", context)


@public
def brand(request: HttpRequest, slug: str, *, language: str) -> HttpResponse:
    """What a brand has said, the newest first."""
    found = get_object_or_404(Brand, slug=slug, is_sample=False)
    context = frame(found, request.path, language) | {"entries": entries(found, language, PAGE)}
    return render(request, "newsroom/brand.html", context)


@public
def statement(request: HttpRequest, slug: str, words: str, *, language: str) -> HttpResponse:
    """One statement with all that became of it."""
    found = get_object_or_404(Brand, slug=slug, is_sample=False)
    context = frame(found, request.path, language) | {"entry": entry(found, words, language)}
    return render(request, "newsroom/statement.html", context)


def frame(brand: Brand, path: str, language: str) -> dict[str, Any]:
    """What every page of a brand shows."""
    home = reverse("newsroom:brand", args=[brand.slug])
    return {
        "brand": brand.name,
        "the_brand": brand,
        "home": with_language(home, language),
        "atom": with_language(reverse("newsroom:atom", args=[brand.slug]), language),
        "json": with_language(reverse("newsroom:json", args=[brand.slug]), language),
        "subscribe": with_language(reverse("newsroom:subscribe", args=[brand.slug]), language),
        "alternates": alternates(path),
    }


def alternates(path: str) -> list[dict[str, str]]:
    return [
        {"lang": "vi", "url": path, "label": "Tiếng Việt"},
        {"lang": "en", "url": with_language(path, "en"), "label": "English"},
    ]


@require_safe
def file(request: HttpRequest, slug: str, digest: str) -> HttpResponseBase:
    """A picture or document of a published statement; its address is its content."""
    answer = handed_out(
        file_of(get_object_or_404(Brand, slug=slug, is_sample=False), digest), request
    )
    answer["Cache-Control"] = "public, max-age=86400"
    return answer


@public
def atom(request: HttpRequest, slug: str, *, language: str) -> HttpResponse:
    """The same list for feed readers."""
    found = get_object_or_404(Brand, slug=slug, is_sample=False)
    own = frame(found, request.path, language)
    feed = Atom1Feed(
        title=feed_title(found),
        link=absolute(own["home"]),
        feed_url=absolute(own["atom"]),
        description="",
        language=language,
    )
    for row in entries(found, language, PAGE):
        feed.add_item(
            title=labelled(row),
            link=absolute(row.url),
            unique_id=absolute(row.path),
            description=row.text,
            pubdate=row.at,
            updateddate=row.updated,
        )
    return HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)


@public
def json(request: HttpRequest, slug: str, *, language: str) -> HttpResponse:
    """JSON Feed 1.1."""
    found = get_object_or_404(Brand, slug=slug, is_sample=False)
    own = frame(found, request.path, language)
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed_title(found),
        "home_page_url": absolute(own["home"]),
        "feed_url": absolute(own["json"]),
        "language": language,
        "items": [json_item(row) for row in entries(found, language, PAGE)],
    }
    return JsonResponse(
        document,
        json_dumps_params={"ensure_ascii": False},
        content_type="application/feed+json",
    )


def json_item(row: Entry) -> dict[str, Any]:
    return {
        "id": absolute(row.path),
        "url": absolute(row.url),
        "title": labelled(row),
        "content_text": row.text,
        "language": row.text_language,
        "date_published": row.at.isoformat() if row.at else None,
        "date_modified": row.updated.isoformat() if row.updated else None,
        "_status": str(row.statement.status),
        "_stage": str(row.stage.value),
    }


def labelled(row: Entry) -> str:
    """The title; a text that no longer stands says so before anything else."""
    return f"[{row.label}] {row.title}" if row.label else row.title


def feed_title(brand: Brand) -> str:
    return _("%(brand)s: newsroom") % {"brand": brand.name}
