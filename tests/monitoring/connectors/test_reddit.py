"""Reddit through its own library, against recorded shapes on loopback."""

from __future__ import annotations

import pytest
import time_machine

from monitoring.connectors.base import Trouble
from monitoring.connectors.kinds import reddit as module
from monitoring.connectors.kinds.reddit import Reddit
from tests.monitoring.connectors.web import Answer, recorded

NOON = "2026-11-29T12:00:00+00:00"
TOKEN = "/api/v1/access_token"


@pytest.fixture(autouse=True)
def _at_noon():
    with time_machine.travel(NOON, tick=True):
        yield


@pytest.fixture
def reddit(web, fetch, monkeypatch):
    monkeypatch.setattr(module, "SITES", {"reddit_url": web.url, "oauth_url": web.url})
    web.says_json(TOKEN, recorded("reddit_token"))
    web.says_json("/r/VietNam/new", recorded("reddit_new"))

    def ask(mode="subreddit", query="VietNam", cursor=None):
        options = {"client_id": "id", "mode": mode, "query": query}
        return fetch(Reddit(), options, {"client_secret": "bi-mat"}, cursor)

    return ask


def test_posts_become_mentions(reddit):
    first, second = reddit().items

    assert first["external_id"] == "t3_1sm002"
    assert first["text"].startswith("Sao Mai milk smells strange, anyone else?\nBought it")
    assert (first["author"], first["reach"]) == ("invented_person", 210345)
    assert second["text"] == "Sữa Sao Mai đổi bao bì"


def test_search_asks_for_the_newest(reddit, web):
    web.says_json("/search", recorded("reddit_new"))

    reddit("search", "sữa sao mai")

    query = web.asked_for("/search")[0].query
    assert (query["q"], query["sort"]) == ("sữa sao mai", "new")


def test_known_posts_are_not_brought_again(reddit):
    first = reddit()
    second = reddit(cursor=first.cursor)

    assert len(first.items) == 2
    # Ten minutes are read twice, for what a network shows late.
    assert [item["external_id"] for item in second.items] == ["t3_1sm002"]


def test_second_page_goes_on_where_the_first_ended(reddit, web):
    page = recorded("reddit_new")
    page["data"]["after"] = "t3_1sm001"
    web.says_json("/r/VietNam/new", page)

    first = reddit()
    reddit(cursor=first.cursor)

    assert first.more
    assert web.asked[-1].query["after"] == "t3_1sm001"


def test_unknown_community_is_named(reddit, web):
    there = f"{web.url}/subreddits/search?q=khongco"
    web.says("/r/khongco/new", Answer(status=302, headers={"Location": there}))

    with pytest.raises(Trouble) as caught:
        reddit(query="khongco")

    assert (caught.value.code, caught.value.facts["name"]) == ("no_such_place", "khongco")


def test_wrong_secret_stops_it(reddit, web):
    web.says_json(TOKEN, {"message": "Unauthorized", "error": 401}, 401)

    with pytest.raises(Trouble) as caught:
        reddit()

    assert (caught.value.code, caught.value.lasting) == ("unauthorized", True)


def test_spent_limit_is_waited_for(reddit, web):
    web.says_json(
        "/r/VietNam/new", recorded("reddit_new"), x_ratelimit_remaining="0.0",
        x_ratelimit_used="600", x_ratelimit_reset="240",
    )  # fmt: skip

    found = reddit()

    assert len(found.items) == 2
    assert found.again_at.isoformat().startswith("2026-11-29T12:04")
