"""Reddit: a search, and the posts or comments of a community."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from monitoring.connectors.base import Account, Connector, Harvest, Trouble
from monitoring.connectors.failures import again_at
from monitoring.connectors.forms import RedditForm
from monitoring.connectors.paging import Descent
from monitoring.enums import Platform, SourceKind
from monitoring.intake.clean import TEXT_LIMIT

PAGE = 100
HOST = "www.reddit.com"
#: Where the two doors of the service are.
SITES = {"reddit_url": "https://www.reddit.com", "oauth_url": "https://oauth.reddit.com"}
USER_AGENT = "linux:crisisdesk:1 (media monitoring for press offices)"
#: An unknown community is answered with a way to the search, or with nothing.
NOWHERE = {301, 302, 404}


class Reddit(Connector):
    kind = SourceKind.REDDIT
    label = SourceKind.REDDIT.label
    about = _("Posts found by a search, or the posts or comments of a community.")
    platform = Platform.REDDIT
    form = RedditForm
    secrets = ("client_secret",)
    bound_to = ("client_id",)

    def place(self, options: dict[str, Any]) -> str:
        return options["query"] if options["mode"] == "search" else f"r/{options['query']}"

    def fetch(self, account: Account, cursor: dict[str, Any]) -> Harvest:
        descent = Descent.resume(cursor, account.since)
        page = _ask(account, descent)
        rows = [row["data"] for row in page["children"] if _is_post(row)]
        new, more = descent.step(map(_time, rows), page.get("after"))
        fresh = [row for row in rows if _time(row) >= descent.floor]
        pause = again_at(account.door.last.headers) if account.door.last is not None else None
        return Harvest(items=[_item(row) for row in fresh], cursor=new, more=more, again_at=pause)


def _ask(account: Account, descent: Descent) -> dict[str, Any]:
    import praw  # noqa: PLC0415 -- only where it is read

    client = praw.Reddit(
        client_id=account.options["client_id"],
        client_secret=account.secrets["client_secret"],
        user_agent=USER_AGENT,
        requestor_kwargs={"session": account.door},
        check_for_updates=False,
        check_for_async=False,
        **SITES,
    )
    path, params = _question(account.options)
    params |= {"limit": PAGE} | ({"after": descent.page} if descent.page else {})
    try:
        found = client.request(method="GET", path=path, params=params)
    except Exception as error:
        last = account.door.last
        if last is not None and last.status_code in NOWHERE:
            name = account.options["query"]
            raise Trouble("no_such_place", lasting=True, host=HOST, name=name) from error
        raise
    if not isinstance(found, dict) or not isinstance(found.get("data"), dict):
        raise Trouble("unexpected", host=HOST, what="no listing")
    return found["data"]


def _question(options: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    word = options["query"]
    if options["mode"] == "search":
        return "/search", {"q": word, "sort": "new", "type": "link", "t": "week"}
    return f"/r/{word}/{'comments' if options['mode'] == 'comments' else 'new'}", {}


def _is_post(row: Any) -> bool:
    data = row.get("data") if isinstance(row, dict) else None
    return isinstance(data, dict) and {"name", "created_utc", "permalink"} <= data.keys()


def _time(row: dict[str, Any]) -> datetime:
    return datetime.fromtimestamp(row["created_utc"], UTC)


def _item(row: dict[str, Any]) -> dict[str, Any]:
    words = [row.get("title") or "", row.get("selftext") or row.get("body") or ""]
    return {
        "external_id": row["name"],
        "text": "\n".join(filter(None, words))[:TEXT_LIMIT],
        "author": row.get("author") or "",
        "posted_at": _time(row).isoformat(),
        "reach": max(0, row.get("subreddit_subscribers") or 0),
        "url": f"https://www.reddit.com{row['permalink']}",
    }
