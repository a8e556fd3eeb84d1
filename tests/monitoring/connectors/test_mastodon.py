"""Mastodon through its own library, against recorded shapes on loopback."""

from __future__ import annotations

import copy
import json

import pytest
import time_machine

from monitoring.connectors.base import Trouble
from monitoring.connectors.kinds.mastodon import Mastodon
from tests.monitoring.connectors.web import Answer, recorded

TAG = "/api/v1/timelines/tag/SaoMai"
NOON = "2026-11-29T12:00:00+00:00"


@pytest.fixture(autouse=True)
def _at_noon():
    with time_machine.travel(NOON, tick=True):
        yield


@pytest.fixture
def mastodon(web, fetch):
    web.says_json(TAG, recorded("mastodon_hashtag"))

    def ask(mode="hashtag", query="SaoMai", cursor=None):
        options = {"instance": web.url, "mode": mode, "query": query}
        return fetch(Mastodon(), options, {"access_token": "khoa"}, cursor)

    return ask


def statuses(count, first=1):
    (example, *_rest) = recorded("mastodon_hashtag")
    rows = []
    for number in range(first, first + count):
        row = copy.deepcopy(example)
        row["id"] = row["uri"] = str(115600000000001000 + number)
        rows.insert(0, row)
    return rows


def test_public_posts_become_mentions_and_private_ones_do_not(mastodon, web):
    (item,) = mastodon().items

    assert item["text"] == "Thực phẩm\nHộp sữa #SaoMai có mùi lạ.\nAi gặp chưa?"
    assert (item["author"], item["reach"], item["language"]) == ("thu", 812, "vi")
    assert web.asked[0].headers["authorization"] == "Bearer khoa"


def test_another_server_cannot_keep_its_posts_out_by_what_stands_beside_them(mastodon, web):
    rows = statuses(2)
    for row in rows:
        row["uri"] = "https://x.example/" + "a" * 300 + row["id"]
        row["account"]["acct"] = "thu@" + "a" * 250 + ".example"
        row["language"] = "tlh-" + "x" * 60
        row["created_at"] = "2031-01-01T00:00:00.000Z"
    web.says_json(TAG, rows)

    one, other = mastodon().items

    assert one["external_id"] != other["external_id"]
    assert (len(one["author"]), one["language"]) == (200, "")
    assert one["posted_at"].startswith("2026-11-29T19:00")


def test_pages_come_oldest_first_so_that_none_is_skipped(mastodon, web):
    first = mastodon()
    web.says_json(TAG, statuses(40))

    second = mastodon(cursor=first.cursor)

    assert web.asked[-1].query["min_id"] == first.cursor["id"] == "115600000000000003"
    assert second.more
    assert second.cursor["id"] == "115600000000001040"


def test_search_is_read_down_to_its_end_before_the_mark_moves(mastodon, web):
    web.says_json("/api/v2/search", {"accounts": [], "statuses": statuses(40), "hashtags": []})
    first = mastodon("search", "sữa sao mai")
    web.says_json("/api/v2/search", {"accounts": [], "statuses": statuses(3, 90), "hashtags": []})

    last = mastodon("search", "sữa sao mai", first.cursor)

    assert (first.more, first.cursor["id"]) == (True, None)
    assert web.asked[-1].query["offset"] == "40"
    assert (last.more, last.cursor["id"]) == (False, "115600000000001092")


def test_mentions_of_our_account(mastodon, web):
    (status, *_rest) = recorded("mastodon_hashtag")
    note = {
        "id": "34", "type": "mention", "created_at": "2026-11-29T08:15:01.000Z",
        "account": status["account"], "status": status,
    }  # fmt: skip
    web.says_json("/api/v1/notifications", [note])

    found = mastodon("notifications", "")

    assert (len(found.items), found.cursor["id"]) == (1, "34")
    assert web.asked[-1].query["types[]"] == "mention"


@pytest.mark.parametrize(
    ("status", "code", "lasting"),
    [(401, "unauthorized", True), (403, "forbidden", True), (503, "status", False)],
)
def test_what_the_server_refuses(mastodon, web, status, code, lasting):
    web.says_json(TAG, {"error": "The access token is invalid"}, status)

    with pytest.raises(Trouble) as caught:
        mastodon()

    assert (caught.value.code, caught.value.lasting) == (code, lasting)


def test_limit_is_waited_for_without_sleeping(mastodon, web):
    headers = {
        "X-RateLimit-Limit": "300", "X-RateLimit-Remaining": "0",
        "X-RateLimit-Reset": "2026-11-29T12:04:00.000000Z", "Content-Type": "application/json",
    }  # fmt: skip
    web.says(TAG, Answer(json.dumps({"error": "Too many requests"}).encode(), 429, headers))

    with pytest.raises(Trouble) as caught:
        mastodon()

    assert caught.value.again_at.isoformat() == "2026-11-29T12:04:00+00:00"


def test_page_instead_of_the_service_is_understood(mastodon, web):
    web.says(TAG, Answer(b"<html>hello</html>", headers={"Content-Type": "text/html"}))

    with pytest.raises(Trouble) as caught:
        mastodon()

    assert caught.value.code == "unexpected"
