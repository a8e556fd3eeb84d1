"""The newsroom as files: which pages there are, what each shows, and its words with links that
work in any folder.

Files know no `?lang=en`, so the languages are folders: `vi/sao-mai/…` and `en/sao-mai/…`.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from functools import cache
from posixpath import dirname, relpath
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpRequest
from django.test import RequestFactory
from django.urls import resolve, reverse

from newsroom.reading import Entry, absolute, speaking_brands, with_language
from statements.selectors import for_newsroom

if TYPE_CHECKING:
    from collections.abc import Iterator

    from teams.models import Brand

LANGUAGES = ("vi", "en")
#: Rows in memory at a time.
CHUNK = 200
_LINK = re.compile(r'\b(href|src)="(/[^"]*)"')
#: What only the desk itself needs: to be installed, and to fetch fonts a moment earlier.
_DESK_ONLY = re.compile(r'<link rel="(?:manifest|preload)"[^>]*>\n?')
_ASSET = re.compile(r'url\("?([^")]+)"?\)')


@dataclass(frozen=True)
class Page:
    """One file: where the desk serves it, where it lies, and what its words depend on."""

    live: str
    path: str
    fingerprint: str


def pages() -> Iterator[Page]:
    """Every page, statements first: a list never names a page that is not there yet."""
    brands = list(speaking_brands())
    shown: dict[int, list[str]] = {brand.pk: [] for brand in brands}
    for brand in brands:
        for words in for_newsroom(brand).iterator(CHUNK):
            print_of = _fingerprint(Entry(words, "vi"), brand)
            shown[brand.pk].append(print_of)
            yield from _both(Entry(words, "vi").path, print_of)
    for brand in brands:
        all_of = _digest([_of_brand(brand), *shown[brand.pk]])
        for name in ("brand", "atom", "json"):
            yield from _both(reverse(f"newsroom:{name}", args=[brand.slug]), all_of)
    everyone = _digest([_of_brand(brand) for brand in brands])
    yield from _both(reverse("newsroom:index"), everyone)
    yield Page(reverse("newsroom:index"), "index.html", _digest([everyone, _design()]))


def _both(live: str, fingerprint: str) -> Iterator[Page]:
    for language in LANGUAGES:
        address = with_language(live, language)
        yield Page(address, file_of(address), _digest([fingerprint, _design()]))


def file_of(address: str) -> str:
    """`/newsroom/sao-mai/?lang=en` → `en/sao-mai/index.html`."""
    parts = urlsplit(address)
    language = "en" if parts.query == "lang=en" else "vi"
    inside = parts.path.removeprefix(reverse("newsroom:index"))
    return f"{language}/{inside}index.html" if address_is_folder(inside) else f"{language}/{inside}"


def address_is_folder(path: str) -> bool:
    return not path or path.endswith("/")


def _fingerprint(entry: Entry, brand: Brand) -> str:
    """Everything that the page of a text says, in both languages."""
    words = entry.statement
    rows = [words, *(notice.statement for notice in entry.notices)]
    about, successor = entry.about, entry.successor
    rows += [other.statement for other in (about, successor) if other]
    said = [
        (row.slug, row.status, row.kind, row.version_said.digest, str(row.published_at))
        for row in rows
    ]
    promised = [(one.state, str(one.due_at), str(one.settled_at)) for one in entry.promises]
    return _digest([said, str(entry.stage.value), bool(about), promised, _of_brand(brand)])


def _of_brand(brand: Brand) -> list[str]:
    names = ("slug", "name", "hotline", "press_contact", "official_channel")
    return [getattr(brand, name) for name in names]


def _design() -> str:
    """What every page shares; another release of the desk writes all of them again."""
    return _digest([_files(), settings.PUBLIC_URL, settings.NEWSROOM_COPY_URL])


@cache
def _files() -> str:
    """Templates, words and style."""
    found = hashlib.sha256()
    base = settings.BASE_DIR
    for path in sorted(
        [
            *(base / "templates" / "newsroom").glob("*.html"),
            *(base / "templates" / "ui").glob("*.html"),
            base / "templates" / "base_public.html",
            *(base / "static" / "css").glob("*.css"),
            *(base / "newsroom").rglob("*.py"),
            *base.glob("*/locale/vi/LC_MESSAGES/*.mo"),
        ]
    ):
        found.update(path.read_bytes())
    return found.hexdigest()


def _digest(parts: Any) -> str:
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()


def state() -> str:
    """A digest of all that is public, cheap enough to be asked every few seconds."""
    rows = for_newsroom().order_by("pk").prefetch_related(None)
    facts = rows.values_list(
        "pk", "status", "superseded_by", "incident__status", "incident__merged_into__status"
    )
    promised = rows.filter(promises__is_next_update=True).values_list("pk", "promises__state")
    brands = [_of_brand(brand) for brand in speaking_brands()]
    return _digest([list(facts), list(promised), brands, _design()])


def render(page: Page) -> bytes:
    """The page as the desk serves it, with links that lead from file to file."""
    request = _request(page.live)
    match = resolve(request.path)
    answer = match.func(request, *match.args, **match.kwargs)
    text = answer.content.decode()
    if page.path.endswith(".json"):
        return _json_feed(text, page.path).encode()
    if page.path.endswith(".atom"):
        # Ids stay those of the desk, so that a reader knows a text again; links lead to files.
        return re.sub(r'href="([^"]*)"', lambda m: f'href="{_feed_link(m[1], page.path)}"', text).encode()  # fmt: skip
    text = _DESK_ONLY.sub("", text)
    return _LINK.sub(lambda m: f'{m[1]}="{link(m[2], page.path)}"', text).encode()


def _request(address: str) -> HttpRequest:
    request = RequestFactory().get(address, SERVER_NAME=_host())
    request.static_copy = True  # type: ignore[attr-defined]
    return request


def _host() -> str:
    hosts = [host for host in settings.ALLOWED_HOSTS if host.strip("*.")]
    return hosts[0].strip("[]") if hosts else "localhost"


def link(address: str, origin: str) -> str:
    """Where a link of the desk leads from a file: another file, or the desk's own page."""
    target, mark, fragment = address.partition("#")
    if target.startswith(settings.STATIC_URL):
        return relative("static/" + target.removeprefix(settings.STATIC_URL), origin) + mark + fragment  # fmt: skip
    if target.startswith(reverse("newsroom:index")) and _is_copied(target):
        return relative(file_of(target), origin) + mark + fragment
    return absolute(address)


def _is_copied(address: str) -> bool:
    name = resolve(urlsplit(address).path).url_name
    return name in {"index", "brand", "statement", "atom", "json"}


def relative(target: str, origin: str) -> str:
    return relpath(target, dirname(origin) or ".")


def _feed_link(address: str, origin: str) -> str:
    """A link of a feed: absolute where the copy's own address is known."""
    inside = address.removeprefix(settings.PUBLIC_URL.rstrip("/"))
    if not inside.startswith(reverse("newsroom:index")) or not _is_copied(inside):
        return address
    if settings.NEWSROOM_COPY_URL:
        return f"{settings.NEWSROOM_COPY_URL.rstrip('/')}/{file_of(inside)}"
    return relative(file_of(inside), origin)


def _json_feed(text: str, origin: str) -> str:
    feed = json.loads(text)
    for name in ("home_page_url", "feed_url"):
        feed[name] = _feed_link(feed[name], origin)
    for item in feed["items"]:
        item["url"] = _feed_link(item["url"], origin)
    return json.dumps(feed, ensure_ascii=False)


def assets(html: bytes) -> set[str]:
    """Files of style, fonts and pictures that a page needs, by their names under `static/`."""
    found = re.findall(r'(?:href|src)="(?:\.\./)*static/([^"#?]+)', html.decode())
    return {name for part in found for name in [part, *_needed_by(part)]}


@cache
def _needed_by(name: str) -> tuple[str, ...]:
    """What a style sheet itself asks for."""
    if not name.endswith(".css"):
        return ()
    asked = _ASSET.findall(asset(name).decode())
    inside = [url for url in asked if not url.startswith(("data:", "#", "http"))]
    return tuple(_joined(dirname(name), url.partition("#")[0]) for url in inside)


def _joined(folder: str, url: str) -> str:
    from posixpath import join, normpath  # noqa: PLC0415 -- names that mean something else above

    return normpath(join(folder, url))


def asset(name: str) -> bytes:
    """A static file by its name, from wherever it comes."""
    path = finders.find(name)
    if path is None:
        raise FileNotFoundError(name)
    with open(str(path), "rb") as file:  # noqa: PTH123 -- the finder gives a string
        return file.read()
