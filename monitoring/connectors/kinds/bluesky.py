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
from monitoring.intake.clean import EARLIEST, TEXT_LIMIT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from outbox.egress import Door

SERVICE = "https://bsky.social"
PAGE = 100
REASONS = ("mention", "reply", "quote")
EXPIRED, UNAUTHORIZED = {400, 401}, 401
#: How the network names a session that it takes for none, and an account that keeps us out.
OVER = {"ExpiredToken", "InvalidToken"}
BLOCKED = {"BlockedActor", "BlockedByActor"}
#: Where the rows of an answer stand.
LISTS = {"search": "posts", "author": "feed", "notifications": "notifications"}
#: What to ask, and the library's name for its parameters.
QUESTIONS = {
    "search": ("app.bsky.feed.searchPosts", "AppBskyFeedSearchPosts"),
    "author": ("app.bsky.feed.getAuthorFeed", "AppBskyFeedGetAuthorFeed"),
    "notifications": (
        "app.bsky.notification.listNotifications",
        "AppBskyNotificationListNotifications",
    ),
}


class _SessionOver(Exception):
    """The stored session holds no longer, whatever its own clock says."""


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
        try:
            answer = _ask(client, account, descent)
        except _SessionOver:
            client, session = _sign_in(account)
            answer = _ask(client, account, descent)
        rows = list(_rows(answer, account.options["mode"]))
        new, more = descent.step([at for at, _post in rows], answer.get("cursor"))
        posts = [post for at, post in rows if post and at >= descent.floor]
        return Harvest(items=[_item(post) for post in posts], cursor=new, more=more, keep=session)


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
    else:
        params |= {"reasons": list(REASONS)}
    name, shape = QUESTIONS[options["mode"]]
    try:
        # The answer as it came: one odd post must not make the library refuse the rest.
        found = client.invoke_query(name, params=getattr(models, shape).Params(**params)).content
    except Exception as error:
        raise (_understood(account) or error) from error
    if not isinstance(found, dict):
        raise Trouble("unexpected", host=_host(options), what="no object")
    return found


def _understood(account: Account) -> Exception | None:
    """What the network means by a question that it calls wrong."""
    last, options = account.door.last, account.options
    if last is None or last.status_code not in EXPIRED:
        return None
    name, host = _error(last), _host(options)
    if name in OVER:
        return _SessionOver()
    if last.status_code == UNAUTHORIZED:
        return None
    if options["mode"] != "author":
        return Trouble("refused_question", lasting=True, host=host)
    code = "blocked" if name in BLOCKED else "no_such_place"
    return Trouble(code, lasting=True, host=host, name=options["query"])


def _error(answer: Any) -> str:
    try:
        return str(answer.json()["error"])
    except (ValueError, LookupError, TypeError):
        return ""


def _host(options: dict[str, Any]) -> str:
    return urlsplit(options.get("service") or SERVICE).hostname or ""


def _rows(answer: dict[str, Any], mode: str) -> Iterator[tuple[datetime, dict[str, Any] | None]]:
    """When each row of any answer was listed, and the post that it brings us, if one."""
    for row in answer.get(LISTS[mode]) or []:
        if not isinstance(row, dict):
            continue
        # A repost is somebody else's words a second time; it stands at its own moment.
        again = row.get("reason") if mode == "author" else None
        post = row.get("post") if mode == "author" else row
        ours = mode != "notifications" or row.get("reason") in REASONS
        listed = _listed(again) or _listed(post)
        if listed:
            yield listed, post if ours and not again and _is_post(post) else None


def _listed(row: Any) -> datetime | None:
    return _moment(row.get("indexedAt")) if isinstance(row, dict) else None


def _is_post(row: Any) -> bool:
    return (
        isinstance(row, dict)
        and isinstance(row.get("record"), dict)
        and isinstance(row.get("uri"), str)
    )


def _item(row: dict[str, Any]) -> dict[str, Any]:
    record, author, languages = row["record"], _inner(row.get("author")), row["record"].get("langs")
    handle = author.get("handle") or ""
    return {
        "external_id": row["uri"],
        "text": _words(record),
        "author": author.get("displayName") or handle,
        "posted_at": iso(_posted(row)),
        "language": languages[0] if isinstance(languages, list) and languages else "",
        "url": f"https://bsky.app/profile/{author.get('did') or handle}/post/"
        + row["uri"].rpartition("/")[2],
    }


def _words(record: dict[str, Any]) -> str:
    """What is written and what the pictures show, as the author describes it; else a link's title.

    Authors may embed things of any make, which the network passes on unseen.
    """
    embed = _inner(record.get("embed"))
    embed = _inner(embed.get("media")) or embed
    pictures = embed.get("images")
    shown = [*pictures, embed] if isinstance(pictures, list) else [embed]
    said = [record.get("text"), *(_inner(one).get("alt") for one in shown)]
    found = [one for one in said if isinstance(one, str) and one.strip()]
    title = _inner(embed.get("external")).get("title")
    return ("\n".join(found) or (title if isinstance(title, str) else ""))[:TEXT_LIMIT] or "[…]"


def _inner(part: Any) -> dict[str, Any]:
    return part if isinstance(part, dict) else {}


def _posted(row: dict[str, Any]) -> datetime:
    """The author's own clock cannot be trusted to run ahead of the network's, nor for decades."""
    indexed = _moment(row["indexedAt"]) or now()
    created = _moment(row["record"].get("createdAt"))
    return min(created, indexed) if created and created >= EARLIEST else indexed


def _moment(text: Any) -> datetime | None:
    try:
        at = datetime.fromisoformat(text)
    except (ValueError, TypeError):
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)
