"""YouTube through Google's own library, against recorded shapes on loopback."""

from __future__ import annotations

import pytest
import time_machine

from monitoring.connectors.base import Trouble
from monitoring.connectors.kinds import youtube as module
from monitoring.connectors.kinds.youtube import YouTube
from tests.monitoring.connectors.web import recorded

NOON = "2026-11-29T12:00:00+00:00"
SEARCH, COMMENTS = "/youtube/v3/search", "/youtube/v3/commentThreads"


@pytest.fixture(autouse=True)
def _at_noon():
    with time_machine.travel(NOON, tick=True):
        yield


@pytest.fixture
def youtube(web, fetch, monkeypatch):
    monkeypatch.setattr(module, "ENDPOINT", web.url)
    web.says_json(SEARCH, recorded("youtube_search"))
    web.says_json(COMMENTS, recorded("youtube_comments"))

    def ask(mode="search", query="sữa sao mai", cursor=None, units=5000):
        options = {"mode": mode, "query": query, "daily_units": units}
        return fetch(YouTube(), options, {"api_key": "AIza-khoa"}, cursor)

    return ask


def trouble(act):
    with pytest.raises(Trouble) as caught:
        act()
    return caught.value


def test_videos_become_mentions(youtube):
    (item,) = youtube().items

    assert item["text"] == 'Bóc phốt sữa Sao Mai "có mùi"\nMình mua ở Đà Nẵng …'
    assert (item["author"], item["external_id"]) == ("Mẹ & Bé", "video:SaoMai00001")


def test_comments_come_with_their_replies(youtube, web):
    first, second = youtube("video", "SaoMai00001").items

    assert (first["text"], second["text"]) == ("Nhà mình cũng bị", "Hãng nói gì chưa?")
    assert web.asked[-1].query["videoId"] == "SaoMai00001"


def test_comments_of_a_channel(youtube, web):
    youtube("channel", "UCinventedchannel000000x")

    query = web.asked[-1].query
    assert query["allThreadsRelatedToChannelId"] == "UCinventedchannel000000x"


def test_search_asks_only_for_what_is_new(youtube, web):
    first = youtube()
    youtube(cursor={**first.cursor, "page": ""})

    assert first.more
    assert web.asked[-1].query["publishedAfter"] == "2026-11-26T11:50:00Z"


def test_units_are_counted_and_not_overspent(youtube, web):
    first = youtube(units=200)
    second = youtube(units=200, cursor=first.cursor)

    stopped = trouble(lambda: youtube(units=200, cursor=second.cursor))

    assert second.cursor["quota"] == {"day": "2026-11-29", "used": 200}
    assert (stopped.code, stopped.lasting) == ("quota", False)
    assert stopped.again_at.isoformat() == "2026-11-30T08:01:00+00:00"
    assert len(web.asked) == 2


def test_new_day_at_the_service_begins_with_full_quota(youtube):
    spent = {"quota": {"day": "2026-11-29", "used": 200}}
    with time_machine.travel("2026-11-30T08:02:00+00:00"):
        assert youtube(units=200, cursor=spent).cursor["quota"]["used"] == 100


def test_used_up_key_waits_for_the_new_day(youtube, web):
    web.says_json(SEARCH, recorded("youtube_quota"), 403)

    stopped = trouble(youtube)

    assert (stopped.code, stopped.lasting) == ("quota", False)


def test_wrong_key_stops_it_and_is_not_told(youtube, web, caplog):
    web.says_json(SEARCH, recorded("youtube_bad_key"), 400)

    stopped = trouble(youtube)

    assert (stopped.code, stopped.lasting) == ("key", True)
    assert "AIza" not in f"{stopped} {stopped.facts} {caplog.text}"


@pytest.mark.parametrize(
    ("status", "reason", "code"),
    [(403, "commentsDisabled", "comments_disabled"), (404, "videoNotFound", "no_such_place")],
)
def test_video_that_gives_nothing_stops_it(youtube, web, status, reason, code):
    web.says_json(COMMENTS, {"error": {"code": status, "errors": [{"reason": reason}]}}, status)

    stopped = trouble(lambda: youtube("video", "SaoMai00001"))

    assert (stopped.code, stopped.lasting) == (code, True)
