"""Posting to Bluesky's own programs, which run on loopback for these tests.

They are installed once, outside of this tree; docs/developers.md says how. Without them these
tests are skipped, and say so.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import count

import pytest
import requests

from crisisdesk.kernel.clock import minutes, now
from outbox.failures import Permanent, Temporary, Unclear
from outbox.publishers import sending
from statements.wording import fitted
from tests.bluesky_server.people import PASSWORD, Person

pytestmark = pytest.mark.long

PUT = "com.atproto.repo.putRecord"
LIMIT = 300
_keys = count(1)


@pytest.fixture
def brand(bluesky):
    """A new account each time: its posts are those of one test, and so are its sign-ins."""
    return Person(bluesky, "saomai")


@pytest.fixture
def way(bluesky, brand):
    options = {"service": bluesky.url, "handle": brand.handle}
    return "bluesky", options, {"app_password": brand.app_password()}


@pytest.fixture
def post(post):
    return replace(post, key=f"publish:{next(_keys)}:bluesky:abc", at=now())


def texts(person) -> list[str]:
    return [row["value"]["text"] for row in person.records()]


def seen(bluesky, person, uri) -> dict:
    """The post as everybody sees it."""
    bluesky.settle()
    (found,) = person.ask("app.bsky.feed.getPosts", uris=uri)["posts"]
    return found


def test_the_words_and_the_link_stand_there_for_everybody(bluesky, brand, way, post):
    made = sending.publish(*way, post)

    found = seen(bluesky, brand, made.id)["record"]
    assert found["text"] == post.text
    assert found["langs"] == ["vi"]
    (facet,) = found["facets"]
    marked = post.text.encode()[facet["index"]["byteStart"] : facet["index"]["byteEnd"]]
    assert marked.decode() == post.link == facet["features"][0]["uri"]
    assert made.url == f"https://bsky.app/profile/{brand.did}/post/{made.id.rpartition('/')[2]}"


def test_links_of_any_make_are_taken(bluesky, brand, way, post):
    links = ["https://saomai.example/hoàn-tiền?a=1", "https://a.example/lô_(12)"]
    text = f"Hoàn tiền ⚠️: {links[0]}, xem kỹ. ({links[1]})"

    made = sending.publish(*way, replace(post, text=text, link=""))

    facets = seen(bluesky, brand, made.id)["record"]["facets"]
    assert [one["features"][0]["uri"] for one in facets] == links


def test_signing_in_posts_nothing(brand, way):
    assert sending.check(*way) == f"@{brand.handle}"
    assert brand.records() == []


def test_a_repeated_key_is_one_post_and_writes_nothing(brand, way, post):
    first = sending.publish(*way, post)
    before = brand.ask("com.atproto.sync.getLatestCommit", did=brand.did)

    assert sending.publish(*way, post) == first
    assert texts(brand) == [post.text]
    assert brand.ask("com.atproto.sync.getLatestCommit", did=brand.did) == before


def test_a_lost_answer_is_unclear_and_the_post_is_found(bluesky, brand, way, post):
    assert sending.look(*way, post) is None
    bluesky.lose("answer", PUT)

    with pytest.raises(Unclear):
        sending.publish(*way, post)

    found = sending.look(*way, post)
    assert found.id == brand.records()[0]["uri"]
    assert sending.publish(*way, post) == found, "sent again by a person it is the same post"
    assert texts(brand) == [post.text]


def test_a_lost_question_is_unclear_too_but_nothing_is_there(bluesky, brand, way, post):
    bluesky.lose("question", PUT)

    with pytest.raises(Unclear):
        sending.publish(*way, post)

    assert sending.look(*way, post) is None
    sending.publish(*way, post)
    assert texts(brand) == [post.text]


def test_notices_hang_below_the_first_post(bluesky, brand, way, post):
    first = sending.publish(*way, post)
    second = sending.publish(
        *way, replace(post, key="2", text="Đính chính.", link="", reply_to=first.as_dict())
    )
    third = sending.publish(
        *way, replace(post, key="3", text="Nữa.", link="", reply_to=second.as_dict())
    )
    bluesky.settle()

    thread = brand.ask("app.bsky.feed.getPostThread", uri=third.id)["thread"]
    assert thread["parent"]["post"]["uri"] == second.id
    assert thread["parent"]["parent"]["post"]["uri"] == first.id
    assert thread["post"]["record"]["reply"]["root"]["uri"] == first.id


@pytest.mark.parametrize("letter", ["ộ", "o\u0323\u0302", "⚠️", "👩‍👩‍👧‍👦", "x"])  # fmt: skip
def test_the_longest_text_that_the_desk_sends_is_taken(bluesky, brand, way, post, letter):
    body = f"Chúng tôi {letter * 9} đã dừng bán. " * 60
    text = fitted("Thông báo", body, f"Toàn văn: {post.link}", LIMIT)

    made = sending.publish(*way, replace(post, text=text))

    assert seen(bluesky, brand, made.id)["record"]["text"] == text
    assert text.endswith(post.link)


def test_what_is_too_long_is_refused_in_the_networks_words(brand, way, post):
    with pytest.raises(Permanent) as refused:
        sending.publish(*way, replace(post, text="ộ" * (LIMIT + 1), link=""))

    assert refused.value.facts["code"] == "refused"
    assert "maximum 300" in refused.value.facts["said"]
    assert brand.records() == []


def test_other_words_under_our_name_are_not_our_post(brand, way, post):
    sending.publish(*way, replace(post, text="Lời khác.", link=""))

    assert sending.look(*way, post) is None


def test_a_wrong_password_is_told_apart(brand, way, post):
    kind, options, _secrets = way

    with pytest.raises(Permanent) as refused:
        sending.publish(kind, options, {"app_password": "wrong-wrong"}, post)

    assert refused.value.facts["code"] == "login"
    assert "Invalid identifier or password" in refused.value.facts["said"]


def test_the_main_password_is_taken_but_stands_in_no_answer(brand, way, post):
    kind, options, _secrets = way

    made = sending.publish(kind, options, {"app_password": PASSWORD}, post)

    assert PASSWORD not in str(made.as_dict())


def test_too_many_sign_ins_are_later_and_nothing_was_posted(bluesky, brand, way, post):
    for _ in range(31):
        requests.post(
            f"{bluesky.url}/xrpc/com.atproto.server.createSession", timeout=20,
            json={"identifier": brand.handle, "password": "wrong"},
        )  # fmt: skip

    with pytest.raises(Temporary) as later:
        sending.publish(*way, post)

    assert later.value.facts["code"] == "rate"
    assert now() < later.value.again_at <= now() + minutes(5)
    assert brand.records() == []


def test_a_stopped_server_has_not_got_it(bluesky, brand, way, post):
    bluesky.stop()
    try:
        with pytest.raises(Temporary) as later:
            sending.publish(*way, post)
        assert later.value.facts["code"] == "unreachable"
    finally:
        bluesky.start()

    sending.publish(*way, post)
    assert texts(brand) == [post.text]


def test_a_private_network_that_is_not_meant_hears_nothing(brand, way, post, settings):
    settings.SOURCES_ALLOW_PRIVATE = False

    with pytest.raises(Permanent) as refused:
        sending.publish(*way, post)

    assert refused.value.facts["code"] == "private"
    assert brand.records() == []
