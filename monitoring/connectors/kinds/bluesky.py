"""Bluesky: search, an account's posts, and what is said to our account."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.clock import iso, now
from monitoring.connectors.base import Account, Connector, Harvest, Trouble
from monitoring.connectors.forms import BlueskyForm
from monitoring.connectors.paging import Descent
from monitoring.enums import Platform, SourceKind

if TYPE_CHECKING:
    from outbox.egress import Door

SERVICE = "https://bsky.social"
PAGE = 100
REASONS = {"mention", "reply", "quote"}
EXPIRED = {400, 401}
#: What to ask, and the library's name for its parameters.
QUESTIONS = {
    "search": ("app.bsky.feed.searchPosts", "AppBskyFeedSearchPosts"),
    "author": ("app.bsky.feed.getAuthorFeed", "AppBskyFeedGetAuthorFeed"),
    "notifications": (
        "app.bsky.notification.listNotifications",
        "AppBskyNotificationListNotifications",
    ),
}


class Bluesky(Connector):
    kind = SourceKind.BLUESKY
    label = SourceKind.BLUESKY.label
    about = _("Posts found by a search, of an account, or addressed to yours.")
    platform = Platform.BLUESKY
    form = BlueskyForm
    secrets = ("app_password",)
    bound_to = ("service", "handle")

    def place(self, options: dict[str, Any]) -> str:
        return options["query"] or options["handle"]

    def fetch(self, account: Account, cursor: dict[str, Any]) -> Harvest:
        descent = Descent.resume(cursor, account.since)
        client, session = _signed_in(account)
        answer = _ask(client, account, descent)
        rows = _rows(answer, account.options["mode"])
        times = [_moment(row["indexedAt"]) for row in rows if _moment(row["indexedAt"])]
        new, more = descent.step(times, answer.get("cursor"))
        fresh = [row for row in rows if (_moment(row["indexedAt"]) or now()) >= descent.floor]
        return Harvest(items=[_item(row) for row in fresh], cursor=new, more=more, keep=session)


def _signed_in(account: Account) -> tuple[Any, dict[str, str]]:
    """A client with a session; the stored one as long as it lasts, since sign-ins are counted."""
    kept = account.secrets.get("session")
    if kept:
        try:
            return _client(account, session_string=kept)
        except Exception as error:
            if not _expired(account.door):
                raise error from None
    return _sign_in(account)


def _sign_in(account: Account) -> tuple[Any, dict[str, str]]:
    try:
        return _client(
            account, login=account.options["handle"], password=account.secrets["app_password"]
        )
    except Exception as error:
        if _expired(account.door):
            raise Trouble("login", lasting=True, host=_host(account.options)) from error
        raise


def _client(account: Account, **way: str) -> tuple[Any, dict[str, str]]:
    from atproto_client import Client  # noqa: PLC0415 -- takes seconds to load

    from outbox.carriers import bluesky_request  # noqa: PLC0415

    base = (account.options.get("service") or SERVICE).rstrip("/")
    client = Client(base, request=bluesky_request(account.door))
    client.login(**way, fetch_bsky_profile=False)
    if "session_string" in way and client._should_refresh_session():  # noqa: SLF001 -- no public way
        client._refresh_and_set_session()  # noqa: SLF001
    return client, {"session": client.export_session_string()}


def _expired(door: Door) -> bool:
    return door.last is not None and door.last.status_code in EXPIRED


def _ask(client: Any, account: Account, descent: Descent) -> dict[str, Any]:
    from atproto_client import models  # noqa: PLC0415 -- takes seconds to load

    options = account.options
    params: dict[str, Any] = {"limit": PAGE} | ({"cursor": descent.page} if descent.page else {})
    if options["mode"] == "search":
        since = descent.floor.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        params |= {"q": options["query"], "sort": "latest", "since": since}
    elif options["mode"] == "author":
        params |= {"actor": options["query"], "filter": "posts_with_replies"}
    name, shape = QUESTIONS[options["mode"]]
    try:
        # The answer as it came: one odd post must not make the library refuse the rest.
        found = client.invoke_query(name, params=getattr(models, shape).Params(**params)).content
    except Exception as error:
        if account.door.last is not None and account.door.last.status_code == 400:  # noqa: PLR2004
            raise _misunderstood(options) from error
        raise
    if not isinstance(found, dict):
        raise Trouble("unexpected", host=_host(options), what="no object")
    return found


def _misunderstood(options: dict[str, Any]) -> Trouble:
    host = _host(options)
    if options["mode"] == "author":
        return Trouble("no_such_place", lasting=True, host=host, name=options["query"])
    return Trouble("refused_question", lasting=True, host=host)


def _host(options: dict[str, Any]) -> str:
    return urlsplit(options.get("service") or SERVICE).hostname or ""


def _rows(answer: dict[str, Any], mode: str) -> list[dict[str, Any]]:
    """Posts of any answer in one shape; what is none is left out."""
    if mode == "search":
        found = answer.get("posts", [])
    elif mode == "author":
        # A repost is somebody else's words a second time.
        feed = answer.get("feed", [])
        found = [row.get("post") for row in feed if isinstance(row, dict) and not row.get("reason")]
    else:
        found = [row for row in answer.get("notifications", []) if row.get("reason") in REASONS]
    return [row for row in found if _is_post(row)]


def _is_post(row: Any) -> bool:
    return (
        isinstance(row, dict)
        and isinstance(row.get("record"), dict)
        and isinstance(row.get("uri"), str)
        and isinstance(row.get("indexedAt"), str)
    )


def _item(row: dict[str, Any]) -> dict[str, Any]:
    record, author = row["record"], row.get("author") or {}
    handle = author.get("handle", "")
    languages = record.get("langs") or [""]
    return {
        "external_id": row["uri"],
        "text": record.get("text") or _pictures(record),
        "author": author.get("displayName") or handle,
        "posted_at": iso(_posted(row)),
        "language": languages[0],
        "url": f"https://bsky.app/profile/{author.get('did') or handle}/post/"
        + row["uri"].rpartition("/")[2],
    }


def _pictures(record: dict[str, Any]) -> str:
    """What a post without words shows, as its author described it."""
    images = (record.get("embed") or {}).get("images") or []
    return " ".join(image.get("alt", "") for image in images) or "[…]"


def _posted(row: dict[str, Any]) -> datetime:
    """The author's own clock cannot be trusted to run ahead of the network's."""
    indexed = _moment(row["indexedAt"]) or now()
    created = _moment(row["record"].get("createdAt")) or indexed
    return min(created, indexed)


def _moment(text: Any) -> datetime | None:
    try:
        at = datetime.fromisoformat(text)
    except (ValueError, TypeError):
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)
