"""Mastodon and servers that speak like it: a hashtag, a search, what is said to our account."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from monitoring.connectors.base import Account, Connector, Harvest
from monitoring.connectors.forms import MastodonForm
from monitoring.connectors.html import text_of
from monitoring.enums import Platform, SourceKind
from monitoring.intake.clean import TEXT_LIMIT

PAGE = 40
#: A search is by relevance, not by time; this far down it is looked at.
DEEPEST = 400
OPEN = {"public", "unlisted"}


class Mastodon(Connector):
    kind = SourceKind.MASTODON
    label = SourceKind.MASTODON.label
    about = _("Posts with a hashtag, found by a search, or addressed to your account.")
    platform = Platform.MASTODON
    form = MastodonForm
    secrets = ("access_token",)
    bound_to = ("instance",)

    def place(self, options: dict[str, Any]) -> str:
        host = urlsplit(options["instance"]).hostname or ""
        return f"{options['query']} · {host}" if options["query"] else host

    def fetch(self, account: Account, cursor: dict[str, Any]) -> Harvest:
        read = {"hashtag": _hashtag, "search": _search, "notifications": _notifications}
        client = _client(account)
        statuses, new, more = read[account.options["mode"]](client, account.options, cursor)
        new |= {"since": cursor.get("since") or account.since.isoformat()}
        since = datetime.fromisoformat(new["since"])
        fit = [row for row in statuses if row.get("visibility") in OPEN and _time(row) >= since]
        return Harvest(items=[_item(row) for row in fit], cursor=new, more=more)


def _client(account: Account) -> Any:
    from mastodon import Mastodon as Client  # noqa: PLC0415 -- only where it is read

    return Client(
        access_token=account.secrets["access_token"],
        api_base_url=account.options["instance"].rstrip("/"),
        session=account.door,
        # The desk waits by itself, without a worker that sleeps.
        ratelimit_method="throw",
        # Said once and for all: asking every time costs questions, and a silent server a minute.
        mastodon_version="4.0.0",
        version_check_mode="created",
        user_agent=account.door.headers["User-Agent"],
    )


def _after(cursor: dict[str, Any]) -> dict[str, Any]:
    """Rows right behind the last one, so that pages come oldest first and none is skipped."""
    return {"min_id": cursor["id"]} if cursor.get("id") else {}


def _hashtag(client: Any, options: Any, cursor: Any) -> tuple[list[Any], dict[str, Any], bool]:
    rows = list(client.timeline_hashtag(options["query"], limit=PAGE, **_after(cursor)))
    return rows, {"id": _last(rows, cursor)}, bool(cursor.get("id")) and len(rows) >= PAGE


def _notifications(
    client: Any, _options: Any, cursor: Any
) -> tuple[list[Any], dict[str, Any], bool]:
    rows = list(client.notifications(types=["mention"], limit=PAGE, **_after(cursor)))
    more = bool(cursor.get("id")) and len(rows) >= PAGE
    return [row["status"] for row in rows if row.get("status")], {"id": _last(rows, cursor)}, more


def _search(client: Any, options: Any, cursor: Any) -> tuple[list[Any], dict[str, Any], bool]:
    offset = cursor.get("offset", 0)
    found = client.search_v2(
        options["query"], resolve=False, result_type="statuses", limit=PAGE,
        offset=offset or None, **_after(cursor),
    )  # fmt: skip
    rows = list(found["statuses"])
    newest = _last(rows, {"id": cursor.get("newest") or cursor.get("id")})
    deeper = offset + PAGE
    if len(rows) < PAGE or deeper > DEEPEST:
        return rows, {"id": newest}, False
    # Where this reading began stays the mark until it has come to its end.
    return rows, {"id": cursor.get("id"), "newest": newest, "offset": deeper}, True


def _last(rows: list[Any], cursor: dict[str, Any]) -> str | None:
    """The greatest number: longer is greater, and only equally long ones compare as text."""
    numbers = [str(row["id"]) for row in rows]
    if known := cursor.get("id"):
        numbers.append(known)
    return max(numbers, key=lambda number: (len(number), number), default=None)


def _time(row: Any) -> datetime:
    at = row["created_at"]
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _item(row: Any) -> dict[str, Any]:
    words = [row.get("spoiler_text") or "", text_of(row.get("content") or "")]
    words += [media.get("description") or "" for media in row.get("media_attachments") or []]
    account = row.get("account") or {}
    return {
        "external_id": row["uri"],
        "text": "\n".join(filter(None, words))[:TEXT_LIMIT] or "[…]",
        "author": account.get("acct", ""),
        "posted_at": _time(row).isoformat(),
        "language": row.get("language") or "",
        "reach": max(0, account.get("followers_count") or 0),
        "url": row.get("url") or "",
    }
