"""YouTube: videos found by a search, comments on a video or on all videos of a channel.

A key has a quota of units a day, which begins anew at midnight Pacific time. What a source used is
counted beside its cursor, so that the desk stops before its share is gone and other users of the
key go on.
"""

from __future__ import annotations

import html
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.clock import now
from monitoring.connectors.base import Account, Connector, Harvest, Trouble
from monitoring.connectors.carriers import GoogleHttp
from monitoring.connectors.forms import YouTubeForm
from monitoring.connectors.paging import Descent
from monitoring.enums import Platform, SourceKind
from monitoring.intake.clean import TEXT_LIMIT

HOST = "www.googleapis.com"
#: Where the service is; empty: where its library looks for it.
ENDPOINT = ""
PACIFIC = ZoneInfo("America/Los_Angeles")
COSTS = {"search": 100, "video": 1, "channel": 1}
PAGES = {"search": 50, "video": 100, "channel": 100}
KEY_IS_WRONG = {
    "API_KEY_INVALID", "keyInvalid", "badRequest", "accessNotConfigured", "SERVICE_DISABLED",
    "API_KEY_SERVICE_BLOCKED", "ipRefererBlocked",
}  # fmt: skip
USED_UP = {"quotaExceeded", "dailyLimitExceeded", "RATE_LIMIT_EXCEEDED"}
NOWHERE = {"videoNotFound", "channelNotFound", "notFound"}


class YouTube(Connector):
    kind = SourceKind.YOUTUBE
    label = SourceKind.YOUTUBE.label
    about = _("Videos found by a search, or the comments on a video or channel.")
    platform = Platform.YOUTUBE
    form = YouTubeForm
    secrets = ("api_key",)
    every = timedelta(minutes=30)
    at_least = timedelta(minutes=5)

    def place(self, options: dict[str, Any]) -> str:
        return options["query"]

    def fetch(self, account: Account, cursor: dict[str, Any]) -> Harvest:
        mode = account.options["mode"]
        quota = _spend(cursor.get("quota"), COSTS[mode], account.options["daily_units"])
        descent = Descent.resume(cursor, account.since)
        answer = _ask(account, descent)
        rows = [row for row in answer.get("items", []) if _when(row, mode)]
        times = [_when(row, mode) or now() for row in rows]
        new, more = descent.step(times, answer.get("nextPageToken"))
        read = _video if mode == "search" else _comments
        items = [item for row in rows for item in read(row) if item["posted_at"] >= _iso(descent)]
        return Harvest(items=items, cursor={**new, "quota": quota}, more=more)


def _spend(quota: dict[str, Any] | None, cost: int, most: int) -> dict[str, Any]:
    today = now().astimezone(PACIFIC).date()
    used = quota["used"] if quota and quota.get("day") == today.isoformat() else 0
    if used + cost > most:
        raise Trouble("quota", again_at=_tomorrow(), host=HOST)
    return {"day": today.isoformat(), "used": used + cost}


def _tomorrow() -> datetime:
    today = now().astimezone(PACIFIC).date()
    return datetime.combine(today + timedelta(days=1), time(0, 1), PACIFIC).astimezone(UTC)


def _iso(descent: Descent) -> str:
    return descent.floor.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _ask(account: Account, descent: Descent) -> dict[str, Any]:
    from googleapiclient.discovery import build  # noqa: PLC0415 -- only where it is read

    client = build(
        "youtube", "v3", developerKey=account.secrets["api_key"], http=GoogleHttp(account.door),
        cache_discovery=False, static_discovery=True,
        client_options={"api_endpoint": ENDPOINT} if ENDPOINT else None,
    )  # fmt: skip
    try:
        found = _question(client, account.options, descent).execute(num_retries=0)
    except Exception as error:
        raise (_understood(account) or error) from error
    if not isinstance(found, dict):
        raise Trouble("unexpected", host=HOST, what="no object")
    return found


def _question(client: Any, options: dict[str, Any], descent: Descent) -> Any:
    mode, word = options["mode"], options["query"]
    page = {"maxResults": PAGES[mode], "pageToken": descent.page or None}
    if mode == "search":
        return client.search().list(
            part="snippet", q=word, type="video", order="date", publishedAfter=_iso(descent), **page
        )
    where = {"videoId": word} if mode == "video" else {"allThreadsRelatedToChannelId": word}
    return client.commentThreads().list(
        part="snippet,replies", order="time", textFormat="plainText", **where, **page
    )


def _understood(account: Account) -> Trouble | None:
    """The reasons that the service names; None for what any server may answer."""
    said = _reasons(account.door.last)
    name = account.options["query"]
    if said & USED_UP:
        return Trouble("quota", again_at=_tomorrow(), host=HOST)
    if "commentsDisabled" in said:
        return Trouble("comments_disabled", lasting=True, host=HOST, name=name)
    if said & NOWHERE:
        return Trouble("no_such_place", lasting=True, host=HOST, name=name)
    return Trouble("key", lasting=True, host=HOST) if said & KEY_IS_WRONG else None


def _reasons(answer: Any) -> set[str]:
    try:
        error = answer.json()["error"]
        rows = [*error.get("errors", []), *error.get("details", [])]
        return {row["reason"] for row in rows if isinstance(row.get("reason"), str)}
    except (ValueError, KeyError, TypeError, AttributeError):
        return set()


def _when(row: Any, mode: str) -> datetime | None:
    """When a row was posted; None for one that is not what was asked for."""
    try:
        snippet = row["snippet"] if mode == "search" else _top(row)["snippet"]
        return datetime.fromisoformat(snippet["publishedAt"])
    except (KeyError, TypeError, ValueError):
        return None


def _top(row: dict[str, Any]) -> dict[str, Any]:
    return row["snippet"]["topLevelComment"]


def _video(row: dict[str, Any]) -> list[dict[str, Any]]:
    snippet, number = row["snippet"], (row.get("id") or {}).get("videoId", "")
    # Titles come with the entities of a page in otherwise plain text.
    words = [html.unescape(snippet.get(name) or "") for name in ("title", "description")]
    return [{
        "external_id": f"video:{number}",
        "text": "\n".join(filter(None, words))[:TEXT_LIMIT],
        "author": html.unescape(snippet.get("channelTitle") or ""),
        "posted_at": snippet["publishedAt"],
        "url": f"https://www.youtube.com/watch?v={number}",
    }] if number else []  # fmt: skip


def _comments(row: dict[str, Any]) -> list[dict[str, Any]]:
    """A comment and the replies that come along with it."""
    video = row["snippet"].get("videoId", "")
    comments = [_top(row), *(row.get("replies") or {}).get("comments", [])]
    return [_comment(one, video) for one in comments if one.get("snippet", {}).get("publishedAt")]


def _comment(one: dict[str, Any], video: str) -> dict[str, Any]:
    snippet = one["snippet"]
    return {
        "external_id": f"comment:{one.get('id', '')}",
        "text": (snippet.get("textOriginal") or snippet.get("textDisplay") or "")[:TEXT_LIMIT],
        "author": snippet.get("authorDisplayName") or "",
        "posted_at": snippet["publishedAt"],
        "url": f"https://www.youtube.com/watch?v={video}&lc={one.get('id', '')}" if video else "",
    }
