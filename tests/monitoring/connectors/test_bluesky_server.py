"""The Bluesky connector against Bluesky's own programs, which run on loopback for these tests.

They are installed once, outside of this tree; docs/developers.md says how. Without them these
tests are skipped, and say so.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
import requests
import time_machine

from crisisdesk.kernel.clock import now
from monitoring.connectors.base import Trouble
from monitoring.connectors.kinds.bluesky import PAGE, Bluesky
from monitoring.connectors.words import sentence
from monitoring.models import Connection, Mention
from monitoring.services import polling
from tests.bluesky_server.people import Person
from tests.bluesky_server.shapes import unlike
from tests.monitoring.connectors.web import recorded

pytestmark = pytest.mark.long

#: The smallest picture there is.
DOT = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360"
    "6060f80f0001040100b5cf0e6f0000000049454e44ae426082"
)


@pytest.fixture(scope="module")
def people(bluesky):
    """Thu complains, An answers her, the brand Sao Mai is complained about."""
    return {name: Person(bluesky, name) for name in ("thu", "an", "saomai")}


@pytest.fixture(scope="module")
def passwords(people):
    return {name: person.app_password() for name, person in people.items()}


@pytest.fixture
def ask(bluesky, people, passwords, fetch):
    """One page, with our account's app password."""

    def page(mode, query="", cursor=None, whose="saomai", **secrets):
        options = {
            "handle": people[whose].handle, "mode": mode, "query": query, "service": bluesky.url,
        }  # fmt: skip
        return fetch(Bluesky(), options, {"app_password": passwords[whose], **secrets}, cursor)

    return page


@pytest.fixture
def source(bluesky, people, passwords, connect):
    """A stored source that searches."""

    def make(query, mode="search", whose="saomai", password=None):
        return connect(
            "bluesky", mode=mode, query=query, handle=people[whose].handle, service=bluesky.url,
            app_password=password or passwords[whose],
        )  # fmt: skip

    return make


def stored() -> list[str]:
    return sorted(Mention.objects.values_list("text", flat=True))


def test_a_search_finds_what_people_write_and_how(bluesky, people, ask):
    thu, an = people["thu"], people["an"]
    first = thu.post("Sữa Sao Mai lô 12 có mùi lạ ⚠️, ai gặp chưa?")
    an.reply("Sữa Sao Mai nhà mình cũng bị vậy", first)
    an.quote("Sữa Sao Mai lại có chuyện", first)
    thu.post("Sữa Sao Mai đây", embed=thu.picture(DOT, "Hộp sữa bị phồng, nắp rỉ nước"))
    thu.delete(thu.post("Sữa Sao Mai: bài này đã xoá"))
    bluesky.settle()

    items = ask("search", "Sữa Sao Mai").items

    assert sorted(item["text"] for item in items) == [
        "Sữa Sao Mai lô 12 có mùi lạ ⚠️, ai gặp chưa?",
        "Sữa Sao Mai lại có chuyện",
        "Sữa Sao Mai nhà mình cũng bị vậy",
        "Sữa Sao Mai đây\nHộp sữa bị phồng, nắp rỉ nước",
    ]
    found = next(item for item in items if item["external_id"] == first["uri"])
    assert (found["author"], found["language"]) == (thu.handle, "vi")
    assert found["url"].startswith(f"https://bsky.app/profile/{thu.did}/post/")


def test_what_goes_on_over_pages_is_stored_once_though_a_worker_dies(
    bluesky, people, source, poll, monkeypatch
):
    texts = [f"Kẹo Sao Mai hộp {number}" for number in range(PAGE + 30)]
    people["thu"].post_many(texts)
    bluesky.settle()
    row = source("Kẹo Sao Mai")

    first_page_only(monkeypatch)
    with pytest.raises(SystemExit):
        poll(row)
    monkeypatch.undo()
    assert len(stored()) == PAGE
    people["an"].post("Kẹo Sao Mai hộp mới")
    bluesky.settle()
    with time_machine.travel(now() + polling.LEASE + timedelta(seconds=1)):
        polling.poll_due()
    assert stored() == sorted(texts)

    row = poll(row)
    assert stored() == sorted([*texts, "Kẹo Sao Mai hộp mới"])
    poll(row)
    assert len(stored()) == PAGE + 31
    assert (row.problem, set(row.cursor)) == ("", {"mark"})


def first_page_only(monkeypatch):
    """A worker that dies with the second page in its hands."""
    store, pages = polling._store, []

    def die_later(row, harvest):
        pages.append(harvest)
        if len(pages) > 1:
            raise SystemExit
        return store(row, harvest)

    monkeypatch.setattr(polling, "_store", die_later)


def test_an_account_is_read_below_a_page_of_reposts(bluesky, people, ask):
    an, thu = people["an"], people["thu"]
    own = an.post("Lời của chính An")
    others = thu.post_many([f"Chuyện khác {number}" for number in range(PAGE)])
    bluesky.settle()
    an.repost(*others)
    bluesky.settle()

    first = ask("author", an.handle)
    assert (first.items, first.more) == ([], True)
    second = ask("author", an.handle, first.cursor)

    assert own["uri"] in [item["external_id"] for item in second.items]
    assert {item["author"] for item in second.items} == {an.handle}


def test_what_is_said_to_us_is_found_below_a_page_of_likes(bluesky, people, passwords, ask):
    thu, an, brand = people["thu"], people["an"], Person(bluesky, "liked")
    people["liked"], passwords["liked"] = brand, brand.app_password()
    ours, *more = brand.post_many([f"Tin {number}" for number in range(PAGE)])
    bluesky.settle()
    thu.reply("Trả lời đi!", ours)
    thu.mention(brand, "bao giờ thu hồi?")
    an.quote("Họ nói thế này đây", ours)
    bluesky.settle()
    an.like(ours, *more)
    bluesky.settle()

    items, cursor, more = [], None, True
    while more:
        page = ask("notifications", cursor=cursor, whose="liked")
        items, cursor, more = items + page.items, page.cursor, page.more

    assert sorted(item["text"] for item in items) == [
        f"@{brand.handle} bao giờ thu hồi?", "Họ nói thế này đây", "Trả lời đi!",
    ]  # fmt: skip


def test_nobody_stops_the_reading_or_escapes_it_by_an_odd_post(bluesky, people, source, poll):
    odd, brand = Person(bluesky, "odd"), people["saomai"]
    odd.call_oneself("Z\u0300\u0301\u0302\u0303" * 62)
    ours = brand.post("Thông báo về lô 13")
    bluesky.settle()
    odd.reply("", ours, embed={"$type": "test.odd.thing", "images": ["x", 7], "media": [3]})
    odd.reply("Lô 13 tiếng lạ", ours, langs=["x-klingon", "i-default"])
    odd.post_deep(f"Nước Sao Mai của {odd.handle}", 1_200)
    bluesky.settle()

    row = poll(source("", mode="notifications"))
    found = poll(source("Nước Sao Mai"))

    assert {"[…]", "Lô 13 tiếng lạ"} <= set(stored())
    assert f"Nước Sao Mai của {odd.handle}" in stored()
    assert [(one.problem, one.notes) for one in (row, found)] == [("", [])] * 2


def test_a_session_is_kept_renewed_and_replaced(bluesky, people, ask):
    kept = ask("search", "Sữa").keep["session"]
    assert bluesky.own in kept, "the account lives elsewhere than one signs in"
    assert ask("search", "Sữa", session=kept).keep["session"] == kept

    with time_machine.travel(now() + timedelta(minutes=110)):
        renewed = ask("search", "Sữa", session=kept).keep["session"]
        # A worker may die before the new one is stored.
        assert ask("search", "Sữa", session=kept).keep["session"] != kept
    assert renewed != kept

    handle, did, access, *rest = kept.split(":::")
    spoiled = ":::".join([handle, did, access[:-6] + "AAAAAA", *rest])
    assert ask("search", "Sữa", session=spoiled).items


def test_a_revoked_password_stops_it_when_the_session_ends(bluesky, people, passwords, ask):
    brief = people["brief"] = Person(bluesky, "brief")
    passwords["brief"] = brief.app_password()
    kept = ask("search", "Sữa", whose="brief").keep
    brief.revoke()

    with time_machine.travel(now() + timedelta(minutes=110)), pytest.raises(Trouble) as caught:
        ask("search", "Sữa", whose="brief", **kept)

    assert (caught.value.code, caught.value.lasting) == ("login", True)


def test_a_wrong_password_is_said_in_words(source, poll):
    row = poll(source("Sữa", password="wrong-wrong-wrong-wrong"))

    assert row.stopped
    assert "mật khẩu ứng dụng" in sentence(row.problem, row.facts)


def test_a_blocked_reader_is_told_so_and_an_unknown_name_too(bluesky, people, ask):
    shy = Person(bluesky, "shy")
    shy.post("Không cho ai xem")
    block = {"subject": people["saomai"].did, "createdAt": "2026-11-01T00:00:00Z"}
    shy.write(block, "app.bsky.graph.block")
    bluesky.settle()

    for name, code in ((shy.handle, "blocked"), ("nobody.test", "no_such_place")):
        with pytest.raises(Trouble) as caught:
            ask("author", name)
        assert (caught.value.code, caught.value.lasting) == (code, True)


def test_too_many_sign_ins_are_waited_for(bluesky, people, source, poll):
    eager = Person(bluesky, "eager")
    people["eager"] = eager
    password, row = eager.app_password(), None
    for _ in range(31):
        requests.post(
            f"{bluesky.url}/xrpc/com.atproto.server.createSession", timeout=20,
            json={"identifier": eager.handle, "password": "wrong"},
        )  # fmt: skip

    row = poll(source("Sữa", whose="eager", password=password))

    assert (row.problem, row.stopped) == ("rate", False)
    assert timedelta(0) < row.not_before - now() <= timedelta(minutes=5)
    assert row.next_poll_at >= row.not_before


def test_a_server_that_stops_is_waited_for_and_read_on(bluesky, people, source, poll):
    people["thu"].post("Bánh Sao Mai trước khi mất điện")
    bluesky.settle()
    row = poll(source("Bánh Sao Mai"))
    bluesky.stop()
    try:
        failed = poll(row)
        assert (failed.problem, failed.failures, failed.stopped) == ("unreachable", 1, False)
        assert timedelta(minutes=0.9) < failed.next_poll_at - now() <= timedelta(minutes=1.3)
    finally:
        bluesky.start()
    people["thu"].post("Bánh Sao Mai sau khi có điện")
    bluesky.settle()

    row = poll(row)

    assert (row.problem, row.failures, row.source.failing_since) == ("", 0, None)
    assert stored() == ["Bánh Sao Mai sau khi có điện", "Bánh Sao Mai trước khi mất điện"]


def test_a_broken_line_is_tried_again(bluesky, source, poll):
    row = source("Bánh Sao Mai")
    bluesky.lose("answer", "app.bsky.feed.searchPosts")

    failed = poll(row)

    assert (failed.problem, failed.stopped) == ("unreachable", False)
    assert poll(row).problem == ""


def test_nothing_is_said_to_a_private_network_that_is_not_meant(source, poll, settings):
    row = source("Sữa")
    settings.SOURCES_ALLOW_PRIVATE = False

    row = poll(row)

    assert (row.problem, row.stopped) == ("private", True)
    assert Connection.objects.get(pk=row.pk).secrets().keys() == {"app_password"}


def test_recorded_shapes_are_those_of_the_server(bluesky, people):
    """What the tests that always run are told is what is said."""
    thu, an, brand = (people[name] for name in ("thu", "an", "saomai"))
    thu.call_oneself("Thu")
    first = thu.post("Trà Sao Mai có mùi lạ")
    ours = brand.post("Chúng tôi đang kiểm tra trà")
    bluesky.settle()
    an.post("Trà Sao Mai", embed=beside(first, an.picture(DOT, "Hộp khác")))
    an.post("", embed=an.picture(DOT, "Ảnh hộp trà"))
    thu.repost(first)
    thu.like(ours)
    thu.mention(brand, "trả lời đi")
    an.quote("Họ nói thế", ours)
    an.reply("Trả lời đi", ours)
    bluesky.settle()

    real = {
        "search": brand.ask("app.bsky.feed.searchPosts", q="Trà Sao Mai"),
        "author": thu.ask("app.bsky.feed.getAuthorFeed", actor=thu.handle),
        "notifications": brand.ask("app.bsky.notification.listNotifications"),
    }
    # The dev index searches texts only; a picture without words is as it stands in the feed.
    feed = brand.ask("app.bsky.feed.getAuthorFeed", actor=an.handle)["feed"]
    real["search"]["posts"] += [row["post"] for row in feed]

    found = {name: unlike(recorded(f"bluesky_{name}"), answer) for name, answer in real.items()}
    assert found == {"search": [], "author": [], "notifications": []}


def beside(quoted, pictures):
    record = {"$type": "app.bsky.embed.record", "record": quoted}
    return {"$type": "app.bsky.embed.recordWithMedia", "record": record, "media": pictures}
