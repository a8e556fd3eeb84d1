"""Bluesky through its own library, against recorded shapes on loopback."""

from __future__ import annotations

import base64
import json

import pytest
import time_machine

from monitoring.connectors.base import Trouble
from monitoring.connectors.kinds.bluesky import Bluesky
from tests.monitoring.connectors.web import Answer, recorded

XRPC = "/xrpc"
SIGN_IN = f"{XRPC}/com.atproto.server.createSession"
SEARCH = f"{XRPC}/app.bsky.feed.searchPosts"
NOON = "2026-11-29T12:00:00+00:00"


@pytest.fixture(autouse=True)
def _at_noon():
    with time_machine.travel(NOON, tick=True):
        yield


def token(**claims):
    """A token that says when it ends; nobody here checks its seal."""
    parts = [{"alg": "none", "typ": "JWT"}, claims]
    return ".".join(
        base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts
    ) + ".eA"  # fmt: skip


def session(until=1_796_000_000):
    claims = {"sub": "did:plc:our", "iat": 1_795_000_000, "exp": until, "scope": "x"}
    return {
        "accessJwt": token(**claims), "refreshJwt": token(**claims, jti="r"),
        "did": "did:plc:our", "handle": "saomai.bsky.example", "active": True,
    }  # fmt: skip


@pytest.fixture
def bluesky(web, fetch):
    web.says_json(SIGN_IN, session())
    web.says_json(SEARCH, recorded("bluesky_search"))
    web.says_json(f"{XRPC}/app.bsky.feed.getAuthorFeed", recorded("bluesky_author"))
    web.says_json(
        f"{XRPC}/app.bsky.notification.listNotifications", recorded("bluesky_notifications")
    )

    def ask(mode="search", query="sữa sao mai", cursor=None, **secrets):
        options = {
            "handle": "saomai.bsky.example",
            "mode": mode,
            "query": query,
            "service": web.url,
        }
        return fetch(Bluesky(), options, {"app_password": "abcd", **secrets}, cursor)

    return ask


def test_posts_become_mentions(bluesky):
    first, second = bluesky().items

    assert first["external_id"].endswith("/3sm2222222222")
    assert (first["text"], first["author"], first["language"]) == (
        "Sữa Sao Mai có mùi lạ", "Thu", "vi",
    )  # fmt: skip
    assert first["url"] == (
        "https://bsky.app/profile/did:plc:inventedperson000000000001/post/3sm2222222222"
    )
    # A picture is told by its description; a clock that runs ahead by years is not believed.
    assert second["text"] == "Ảnh hộp sữa Sao Mai bị phồng"
    assert second["posted_at"].startswith("2026-11-29T14:00:00")


def test_likes_are_no_mentions(bluesky):
    (item,) = bluesky("notifications", "").items

    assert item["text"] == "@saomai.bsky.example trả lời đi"


def test_reposts_are_not_counted_twice(bluesky):
    (item,) = bluesky("author", "bao.bsky.example").items

    assert item["text"] == "Sao Mai thu hồi một lô sữa"


def test_search_goes_down_to_what_is_known(bluesky, web):
    first = bluesky()

    assert first.more
    assert first.cursor["page"] == "100"
    web.says_json(SEARCH, {"posts": []})
    last = bluesky(cursor=first.cursor)
    assert (last.more, last.cursor) == (False, {"mark": "2026-11-29T15:00:02+07:00"})
    assert web.asked_for(SEARCH)[-1].query["cursor"] == "100"


def test_session_is_kept_since_sign_ins_are_counted(bluesky, web):
    kept = bluesky().keep
    again = bluesky(**kept)

    assert len(web.asked_for(SIGN_IN)) == 1
    assert again.keep == kept


def test_ended_session_is_replaced_by_a_sign_in(bluesky, web):
    kept = bluesky().keep
    web.says_json(
        f"{XRPC}/com.atproto.server.refreshSession",
        {"error": "ExpiredToken", "message": "Token has been revoked"}, 400,
    )  # fmt: skip
    web.says_json(SIGN_IN, session(until=1_900_000_000))
    with time_machine.travel("2027-06-01T00:00:00+00:00"):
        bluesky(**kept)

    assert len(web.asked_for(SIGN_IN)) == 2


def test_wrong_password_stops_it(bluesky, web):
    web.says_json(
        SIGN_IN, {"error": "AuthenticationRequired", "message": "Invalid identifier"}, 401
    )

    with pytest.raises(Trouble) as caught:
        bluesky()

    assert (caught.value.code, caught.value.lasting) == ("login", True)


def test_limit_is_waited_for(bluesky, web):
    reset = 1_795_960_000
    headers = {"RateLimit-Remaining": "0", "RateLimit-Reset": str(reset)}
    body = json.dumps({"error": "RateLimitExceeded", "message": "Rate Limit Exceeded"}).encode()
    web.says(SEARCH, Answer(body, 429, headers | {"Content-Type": "application/json"}))

    with pytest.raises(Trouble) as caught:
        bluesky()

    assert caught.value.code == "rate"
    assert caught.value.again_at.timestamp() == reset
