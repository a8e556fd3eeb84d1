"""RSS and Atom of newspapers and blogs."""

from __future__ import annotations

import calendar
import hashlib
import logging
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from django.utils.timezone import get_default_timezone, make_aware
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.clock import iso, now
from monitoring.connectors import parsing
from monitoring.connectors.base import Account, Connector, Harvest, Note, Trouble
from monitoring.connectors.failures import FAULTY, answered
from monitoring.connectors.forms import FeedForm
from monitoring.connectors.html import Tag, looks_like_html, pieces, text_of
from monitoring.enums import Platform, SourceKind
from monitoring.intake import dates
from monitoring.intake.clean import AHEAD, EARLIEST, LIMITS, TEXT_LIMIT

if TYPE_CHECKING:
    import requests

log = logging.getLogger(__name__)
UNCHANGED = 304
#: Guids that stand for several articles; a feed where every article has such a one is hopeless.
MOST_OWNERS = 500
FEED_TYPES = ("application/rss+xml", "application/atom+xml")
_ROOT = re.compile(r"<(?:\w+:)?(?:rss|feed|rdf)\b", re.IGNORECASE)
_PAGE = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->).)*+-->\s*+)*+<(?:!doctype\s+html|html)",
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


def _parse(answer: requests.Response, host: str) -> dict[str, Any]:
    """The feed; a page, a trap and what is no XML at all are named as such."""
    content = answer.content
    if _has_entities(content):
        raise Trouble("bomb", lasting=True, host=host)
    kind = answer.headers.get("Content-Type", "")
    try:
        found = parsing.parse(content, kind)
    except parsing.TooSlow as error:
        raise Trouble("tangled", host=host) from error
    if found["known"]:
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
    """A page instead of a feed, with the feed that it names in its head."""
    for part in pieces(content[:200_000].decode("utf-8", "replace")):
        link = part.attributes() if isinstance(part, Tag) and part.name == "link" else {}
        if link.get("type", "").lower() in FEED_TYPES and link.get("href"):
            found = joined(url, link["href"])[:500]
            return Trouble("not_a_feed_but", lasting=True, host=host, found=found)
    return Trouble("not_a_feed", lasting=True, host=host)


def _harvest(
    found: Any, answer: requests.Response, cursor: dict[str, Any], since: datetime, host: str
) -> Harvest:
    since = datetime.fromisoformat(cursor["since"]) if "since" in cursor else since
    # Entries without a date: those of the first look are past, later ones are new when first seen.
    seen, undated, items = cursor.get("undated"), [], []
    order, broken = _order(found["entries"]), 0
    timed = [(_time(entry, order), entry) for entry in found["entries"]]
    owners = _owners(timed, cursor.get("owners", {}))
    for at, entry in timed:
        key = _key(entry, owners)
        if at is None:
            undated.append(_short(key))
            if seen is None or undated[-1] in seen:
                continue
        elif at < since:
            continue
        try:
            items.append(_item(entry, key, at or now(), answer.url))
        except Exception as error:  # noqa: BLE001 -- one entry that breaks us must not cost the others
            log.warning("An entry of a feed could not be read: %s", type(error).__name__)
            broken += 1
    items.sort(key=lambda item: item["posted_at"])
    return Harvest(
        items=items,
        cursor={
            "etag": answer.headers.get("ETag", "")[:500],
            "modified": answer.headers.get("Last-Modified", "")[:100],
            "since": iso(since),
            "undated": undated,
            "owners": owners,
        },
        notes=[
            *([Note("half", {"host": host})] if found["half"] else []),
            *([Note("items", {"count": broken})] if broken else []),
        ],
    )


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
        *entry["content"],
    ]
    return max(bodies, key=len)


def _plain(text: str) -> str:
    return text_of(text) if looks_like_html(text) else text.strip()


def _link(entry: Any, url: str) -> str:
    link = joined(url, entry.get("link", ""))
    return link if link != url and len(link) <= LIMITS["url"] else ""


def joined(url: str, link: str) -> str:
    """The address that a link of a page means; none for what is no address."""
    try:
        return urljoin(url, link)
    except ValueError:
        return ""


def _owners(timed: list[tuple[datetime | None, Any]], known: dict[str, str]) -> dict[str, str]:
    """Guids that stand for several links, each with the link whose own it is.

    That is the oldest one, which may have had it alone at an earlier reading; from then on it is
    remembered, for the others may come alone at a later one.
    """
    first: dict[str, str] = {}
    several = set()
    last_first = timed[::-1]  # Feeds begin with the newest.
    for _at, entry in sorted(last_first, key=lambda one: one[0] or now()):
        guid, link = _short(entry.get("id") or ""), _short(entry.get("link") or "")
        if entry.get("id") and entry.get("link") and first.setdefault(guid, link) != link:
            several.add(guid)
    new = {guid: first[guid] for guid in first if guid in several and guid not in known}
    return dict(list((known | new).items())[-MOST_OWNERS:])


def _key(entry: Any, owners: dict[str, str]) -> str:
    """What the feed calls the entry, the same at every reading."""
    guid, link = entry.get("id"), entry.get("link")
    if guid and link and owners.get(_short(guid), _short(link)) != _short(link):
        return link
    return guid or link or f"{entry.get('title')}\x1f{entry.get('summary')}"


def _short(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()[:32]


def _order(entries: Any) -> str:
    """Whether the feed's dates in digits begin with the day or the month."""
    return dates.order_of(filter(None, map(_said, entries))).value


def _said(entry: dict[str, Any]) -> str:
    """The date as the feed writes it."""
    return entry.get("published") or entry.get("updated") or ""


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


def _parsed(entry: dict[str, Any]) -> datetime | None:
    """The date as the library read it."""
    parsed = entry.get("published_parsed") or entry.get("updated_parsed")
    try:
        return datetime.fromtimestamp(calendar.timegm(tuple(parsed)), UTC) if parsed else None
    except (ValueError, OverflowError, OSError):
        return None
