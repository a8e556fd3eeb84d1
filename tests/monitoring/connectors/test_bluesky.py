"""Bluesky through its own library, against recorded shapes on loopback."""

from __future__ import annotations

import base64
import json

import pytest
import time_machine

from monitoring.connectors.base import Trouble
from monitoring.connectors.kinds.bluesky import Bluesky
from tests.monitoring.connectors.web import Answer, recorded

XRPC, JSON = "/xrpc", {"Content-Type": "application/json; charset=utf-8"}
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
    both, first, second = bluesky().items

    assert first["external_id"].endswith("/3sm4222222222")
    assert (first["text"], first["author"], first["language"]) == (
        "Sữa Sao Mai có mùi lạ", "Thu", "vi",
    )  # fmt: skip
    assert first["url"] == (
        "https://bsky.app/profile/did:plc:inventedperson000000000001/post/3sm4222222222"
    )
    # A picture is told by its description; a clock that runs ahead by years is not believed.
    assert second["text"] == "Ảnh hộp sữa Sao Mai bị phồng"
    assert second["posted_at"].startswith("2026-11-29T14:00:00")
    # Beside a quoted post the picture stands one step further in.
    assert both["text"] == "Sữa Sao Mai\nHộp khác"


def test_likes_are_no_mentions(bluesky):
    items = bluesky("notifications", "").items

    assert [item["text"] for item in items] == [
        "Họ nói thế", "Trả lời đi", "@saomai.bsky.example trả lời đi",
    ]  # fmt: skip


def test_reposts_are_not_counted_twice(bluesky):
    (item,) = bluesky("author", "bao.bsky.example").items

    assert item["text"] == "Sao Mai thu hồi một lô sữa"


@pytest.mark.parametrize(
    ("mode", "method", "name", "rows"),
    [
        ("notifications", "app.bsky.notification.listNotifications", "notifications", [0]),
        ("author", "app.bsky.feed.getAuthorFeed", "feed", [1]),
        # Posts of people whom the account has blocked are left out, their page is counted.
        ("search", "app.bsky.feed.searchPosts", "posts", []),
    ],
)
def test_below_a_page_without_a_mention_it_goes_on(bluesky, web, mode, method, name, rows):
    page = recorded(f"bluesky_{mode}")
    page[name] = [page[name][row] for row in rows] * 100
    web.says_json(f"{XRPC}/{method}", page)

    found = bluesky(mode, "bao.bsky.example")

    assert (found.items, found.more, found.cursor["page"]) == ([], True, page["cursor"])


def test_only_what_addresses_us_is_asked_for(bluesky, web):
    bluesky("notifications", "")

    (question,) = web.asked_for(f"{XRPC}/app.bsky.notification.listNotifications")
    assert "reasons" in question.query


def first_post(web, row=None, **record):
    page = recorded("bluesky_search")
    page["posts"][0]["record"] |= record
    page["posts"][0] |= row or {}
    web.says_json(SEARCH, page)


@pytest.mark.parametrize(
    ("record", "field", "wanted"),
    [
        ({"text": "", "embed": {"$type": "x.y", "images": ["x", 7], "media": [3]}}, "text", "[…]"),
        ({"text": "", "embed": "x"}, "text", "[…]"),
        ({"text": "", "embed": {"external": {"title": "Tin về lô 12"}}}, "text", "Tin về lô 12"),
        ({"text": "Phim", "embed": {"alt": "Nắp hộp phồng"}}, "text", "Phim\nNắp hộp phồng"),
        ({"text": "", "embed": {"media": {"alt": 7}}}, "text", "[…]"),
        ({"langs": ["x-klingon"]}, "language", ""),
        ({"langs": {"vi": 1}}, "language", ""),
        ({"createdAt": "1985-10-26T01:21:00Z"}, "posted_at", "2026-11-29T15:01:01+07:00"),
        ({"createdAt": "hôm qua"}, "posted_at", "2026-11-29T15:01:01+07:00"),
    ],
)
def test_no_odd_post_stops_the_reading_or_keeps_itself_out(bluesky, web, record, field, wanted):
    first_post(web, **record)

    first, *others = bluesky().items

    assert first[field] == wanted
    assert len(others) == 2


def test_names_longer_than_the_desk_keeps_them_keep_nobody_out(bluesky, web):
    page = recorded("bluesky_search")
    for number, post in enumerate(page["posts"]):
        post["uri"] = f"at://did:web:{'a' * 240}.example/app.bsky.feed.post/{number}"
        post["author"]["displayName"] = "Z\u0300\u0301\u0302" * 64
    web.says_json(SEARCH, page)

    items = bluesky().items

    assert {len(item["author"]) for item in items} == {200}
    assert len({item["external_id"] for item in items}) == 3
    assert max(len(item["external_id"]) for item in items) <= 200


def test_what_is_no_post_is_passed_over(bluesky, web):
    page = recorded("bluesky_search")
    page["posts"] += [{"uri": 17, "record": "not a post"}, None, "x", {"indexedAt": 3}]
    web.says_json(SEARCH, page)

    assert len(bluesky().items) == 3


@pytest.mark.parametrize("deep", [100, 1_100, 100_000])
def test_nobody_silences_the_search_by_a_post_of_endless_depth(bluesky, web, deep):
    """Bluesky takes and hands on what is nested a thousand times; readers of JSON give up on it."""
    page = json.dumps(recorded("bluesky_search"), ensure_ascii=False)
    page = page.replace('"embed": {', '"embed": {"a": ' + "[" * deep + "]" * deep + ",", 1)
    web.says(SEARCH, Answer(page.encode(), headers={"Content-Type": "application/json"}))

    assert len(bluesky().items) == 3


def test_search_goes_down_to_what_is_known(bluesky, web):
    first = bluesky()

    assert first.more
    assert first.cursor["page"] == recorded("bluesky_search")["cursor"]
    web.says_json(SEARCH, {"posts": []})
    last = bluesky(cursor=first.cursor)
    assert (last.more, last.cursor) == (False, {"mark": "2026-11-29T15:01:01+07:00"})
    assert web.asked_for(SEARCH)[-1].query["cursor"] == first.cursor["page"]


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


@pytest.mark.parametrize(
    "error",
    [
        {"error": "InvalidToken", "message": "Token could not be verified"},
        {"error": "ExpiredToken", "message": "Token has expired"},
    ],
)
def test_session_that_the_server_takes_for_none_is_replaced_too(bluesky, web, error):
    """It has other keys than before, say, or another clock than ours."""
    kept = bluesky().keep
    answers = iter([Answer(json.dumps(error).encode(), 400, JSON)])
    page = Answer(json.dumps(recorded("bluesky_search")).encode(), headers=JSON)
    web.says(SEARCH, lambda _question: next(answers, page))

    again = bluesky(**kept)

    assert (len(again.items), len(web.asked_for(SIGN_IN))) == (3, 2)


def test_sessions_that_never_hold_are_tried_again_later_and_not_for_ever(bluesky, web):
    web.says_json(SEARCH, {"error": "InvalidToken", "message": "Token could not be verified"}, 400)

    with pytest.raises(Trouble) as caught:
        bluesky()

    assert (caught.value.code, caught.value.lasting) == ("status", False)
    assert len(web.asked_for(SIGN_IN)) == 2


@pytest.mark.parametrize(
    ("error", "message", "code"),
    [
        ("BlockedByActor", "Requester is blocked by actor: did:plc:x", "blocked"),
        ("BlockedActor", "Requester has blocked actor: did:plc:x", "blocked"),
        ("InvalidRequest", "Profile not found", "no_such_place"),
    ],
)
def test_account_that_cannot_be_read_is_told_with_its_reason(bluesky, web, error, message, code):
    refusal = {"error": error, "message": message}
    web.says_json(f"{XRPC}/app.bsky.feed.getAuthorFeed", refusal, 400)

    with pytest.raises(Trouble) as caught:
        bluesky("author", "bao.bsky.example")

    assert (caught.value.code, caught.value.lasting) == (code, True)
    assert caught.value.facts["name"] == "bao.bsky.example"


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
