"""RSS and Atom of newspapers and blogs."""

from __future__ import annotations

import calendar
import hashlib
import io
import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from django.utils.timezone import get_default_timezone, make_aware
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.clock import iso, now
from monitoring.connectors.base import Account, Connector, Harvest, Note, Trouble
from monitoring.connectors.failures import FAULTY, answered
from monitoring.connectors.forms import FeedForm
from monitoring.connectors.html import looks_like_html, text_of
from monitoring.enums import Platform, SourceKind
from monitoring.intake import dates
from monitoring.intake.clean import AHEAD, EARLIEST, LIMITS, TEXT_LIMIT

if TYPE_CHECKING:
    import requests

UNCHANGED = 304
FEED_TYPES = ("application/rss+xml", "application/atom+xml")
_ROOT = re.compile(r"<(?:\w+:)?(?:rss|feed|rdf)\b", re.IGNORECASE)
_PAGE = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)",
    re.IGNORECASE | re.DOTALL,
)


class Feed(Connector):
    kind = SourceKind.RSS
    label = SourceKind.RSS.label
    about = _("Articles of a newspaper, a blog or a forum that offers RSS or Atom.")
    platform = Platform.NEWS
    form = FeedForm

    def place(self, options: dict[str, Any]) -> str:
        return urlsplit(options["url"]).hostname or ""

    def fetch(self, account: Account, cursor: dict[str, Any]) -> Harvest:
        answer = account.door.get(account.options["url"], headers=_conditions(cursor))
        if answer.status_code == UNCHANGED:
            return Harvest(cursor=cursor)
        if answer.status_code >= FAULTY:
            raise answered(answer)
        host = urlsplit(answer.url).hostname or ""
        found = _parse(answer, host)
        return _harvest(found, answer, cursor, account.since, host)


def _conditions(cursor: dict[str, Any]) -> dict[str, str]:
    known = {"If-None-Match": cursor.get("etag"), "If-Modified-Since": cursor.get("modified")}
    accept = "application/atom+xml, application/rss+xml, application/xml;q=0.9, */*;q=0.5"
    return {"Accept": accept} | {name: value for name, value in known.items() if value}


def _parse(answer: requests.Response, host: str) -> Any:
    """The feed; a page, a trap and what is no XML at all are named as such."""
    import feedparser  # noqa: PLC0415 -- only where feeds are read

    content = answer.content
    if _has_entities(content):
        raise Trouble("bomb", lasting=True, host=host)
    kind = answer.headers.get("Content-Type", "")
    found = feedparser.parse(io.BytesIO(content), response_headers={"content-type": kind})
    if found.get("version") or found.entries:
        return found
    if _PAGE.match(content) or "html" in kind.lower():
        raise _page(content, answer.url, host)
    raise Trouble("broken", host=host)


def _has_entities(content: bytes) -> bool:
    """Whether anything before the feed itself declares entities, in whatever encoding."""
    for encoding in ("latin-1", "utf-16-le", "utf-16-be"):
        text = content.decode(encoding, "ignore")
        root = _ROOT.search(text)
        if "<!ENTITY" in (text[: root.start()] if root else text).upper():
            return True
    return False


def _page(content: bytes, url: str, host: str) -> Trouble:
    reader = _Links()
    reader.feed(content[:200_000].decode("utf-8", "replace"))
    if reader.found:
        return Trouble(
            "not_a_feed_but", lasting=True, host=host, found=urljoin(url, reader.found)[:500]
        )
    return Trouble("not_a_feed", lasting=True, host=host)


class _Links(HTMLParser):
    """Looks for the feed that a page names in its head."""

    found = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        link = dict(attrs)
        if tag == "link" and link.get("type") in FEED_TYPES and not self.found:
            self.found = link.get("href") or ""


def _harvest(
    found: Any, answer: requests.Response, cursor: dict[str, Any], since: datetime, host: str
) -> Harvest:
    since = datetime.fromisoformat(cursor["since"]) if "since" in cursor else since
    # Entries without a date: those of the first look are past, later ones are new when first seen.
    seen, undated, items = cursor.get("undated"), [], []
    order = _order(found.entries)
    for entry in found.entries:
        at, key = _time(entry, order), _key(entry)
        if at is None:
            undated.append(_short(key))
            if seen is None or undated[-1] in seen:
                continue
        elif at < since:
            continue
        items.append(_item(entry, key, at or now(), answer.url))
    items.sort(key=lambda item: item["posted_at"])
    return Harvest(
        items=items,
        cursor={
            "etag": answer.headers.get("ETag", "")[:500],
            "modified": answer.headers.get("Last-Modified", "")[:100],
            "since": iso(since),
            "undated": undated,
        },
        notes=[Note("half", {"host": host})] if _is_half(found) else [],
    )


def _is_half(found: Any) -> bool:
    """Whether the document broke off; a wrong name of its encoding harms nothing."""
    return bool(found.bozo) and "SAX" in type(found.get("bozo_exception")).__name__


def _item(entry: Any, key: str, at: datetime, url: str) -> dict[str, Any]:
    parts = [_plain(entry.get("title", "")), _plain(_body(entry))]
    return {
        "external_id": key if len(key) <= LIMITS["external_id"] else f"hash:{_short(key)}",
        "text": "\n".join(part for part in parts if part)[:TEXT_LIMIT],
        "author": _plain(entry.get("author", ""))[: LIMITS["author"]],
        "posted_at": at.isoformat(),
        "url": _link(entry, url),
    }


def _body(entry: Any) -> str:
    """The longer of summary and content."""
    bodies = [
        entry.get("summary", ""),
        *(part.get("value", "") for part in entry.get("content", [])),
    ]
    return max(bodies, key=len)


def _plain(text: str) -> str:
    return text_of(text) if looks_like_html(text) else text.strip()


def _link(entry: Any, url: str) -> str:
    link = urljoin(url, entry.get("link", ""))
    return link if link != url and len(link) <= LIMITS["url"] else ""


def _key(entry: Any) -> str:
    """What the feed calls the entry, the same at every reading."""
    return entry.get("id") or entry.get("link") or f"{entry.get('title')}\x1f{entry.get('summary')}"


def _short(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()[:32]


def _order(entries: Any) -> str:
    """Whether the feed's dates in digits begin with the day or the month."""
    return dates.order_of(filter(None, map(_said, entries))).value


def _said(entry: Any) -> str:
    """The date as the feed writes it."""
    # Past the dictionary's own manners: it answers for one date with the other, and complains.
    return next(filter(None, (dict.get(entry, name) for name in ("published", "updated"))), "")


def _time(entry: Any, order: str) -> datetime | None:
    """When it was published; None for no date and for one that cannot be true.

    Many papers of the region write dates that the library does not know, such as "GMT+7" or
    30/11/2026; one without a zone is meant in theirs, which is ours.
    """
    at = dates.moment(_said(entry), order) or _parsed(entry)
    if at is None:
        return None
    at = at if at.tzinfo else make_aware(at, get_default_timezone())
    return at if EARLIEST <= at <= now() + AHEAD else None


def _parsed(entry: Any) -> datetime | None:
    """The date as the library read it."""
    found = (dict.get(entry, f"{name}_parsed") for name in ("published", "updated"))
    parsed = next(filter(None, found), None)
    try:
        return datetime.fromtimestamp(calendar.timegm(parsed), UTC) if parsed else None
    except (ValueError, OverflowError, OSError):
        return None
