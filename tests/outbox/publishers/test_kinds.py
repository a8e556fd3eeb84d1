"""What is particular to each network."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from outbox.failures import Permanent, Temporary, Unclear
from outbox.publishers import sending
from outbox.publishers.registry import publishers
from tests.monitoring.connectors.web import Answer
from tests.outbox.publishers.networks import NETWORKS, reply

SIGN_IN = "/xrpc/com.atproto.server.createSession"


def check(network, **secrets):
    return sending.check(network.kind, network.options, {**network.secrets, **secrets})


def look(network, post):
    return sending.look(network.kind, network.options, network.secrets, post)


def test_the_desk_knows_five_kinds():
    assert {one.kind for one in publishers()} == set(NETWORKS)


@pytest.mark.parametrize(
    ("kind", "who"),
    [
        ("mastodon", "@saomai@127.0.0.1"),
        ("bluesky", "@saomai.bsky.example"),
        ("telegram", "@saomai_bot → Sao Mai"),
        ("facebook", "Sao Mai"),
        ("webhook", "127.0.0.1"),
    ],
)
def test_signing_in_posts_nothing(open_network, kind, who):
    network = open_network(kind)

    assert check(network) == who
    assert network.posts == []


def test_wrong_keys_are_found_without_posting(network):
    wrong = dict.fromkeys(network.secrets, "wrong")

    with pytest.raises(Permanent):
        check(network, **wrong)

    assert network.posts == []


def test_a_repeated_key_is_one_post_on_mastodon(open_network, post, publish):
    network = open_network("mastodon")

    first, second = publish(network, post), publish(network, post)
    publish(network, replace(post, key="another"))

    assert first == second
    assert [one["language"] for one in network.posts] == ["vi", "vi"]
    assert {one["visibility"] for one in network.posts} == {"public"}


def test_a_repeated_key_is_one_post_on_bluesky(open_network, post, publish):
    network = open_network("bluesky")

    first, second = publish(network, post), publish(network, post)

    assert first == second
    assert len(network.posts) == 1
    rkey = network.posts[0]["rkey"]
    assert len(rkey) == 13
    assert set(rkey) <= set("234567abcdefghijklmnopqrstuvwxyz")


def test_bluesky_is_told_where_the_address_stands(open_network, post, publish):
    network = open_network("bluesky")

    publish(network, post)

    place = network.posts[0]["facets"][0]["index"]
    marked = post.text.encode()[place["byteStart"] : place["byteEnd"]].decode()
    assert marked == post.link == network.posts[0]["facets"][0]["features"][0]["uri"]
    assert network.posts[0]["langs"] == ["vi"]


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("Hoàn tiền: https://saomai.example/hoàn-tiền?a=1, xem kỹ.",
         ["https://saomai.example/hoàn-tiền?a=1"]),
        ("Ở đây ⚠️ (https://a.example/lô_(12)) hay “http://b.example/”…",
         ["https://a.example/lô_(12)", "http://b.example/"]),
        ("Hết lời https:// và https://…", []),
    ],
)  # fmt: skip
def test_every_address_in_the_words_is_a_link_on_bluesky(open_network, post, publish, text, links):
    network = open_network("bluesky")

    publish(network, replace(post, text=text, link=""))

    found = network.posts[0].get("facets", [])
    places = [(one["index"]["byteStart"], one["index"]["byteEnd"]) for one in found]
    assert [text.encode()[begin:end].decode() for begin, end in places] == links
    assert [one["features"][0]["uri"] for one in found] == links


@pytest.mark.parametrize("kind", ["mastodon", "bluesky", "facebook"])
def test_a_post_can_be_looked_for(open_network, post, publish, kind):
    network = open_network(kind)
    assert look(network, post) is None

    made = publish(network, post)

    assert look(network, post).id == made.id
    assert look(network, replace(post, text="khác", key="khác")) is None


def test_other_words_under_our_name_are_not_our_post(open_network, post, publish):
    network = open_network("bluesky")
    publish(network, post)

    assert look(network, replace(post, text="Lời của ai khác.")) is None


@pytest.mark.parametrize("kind", ["mastodon", "bluesky", "telegram"])
def test_a_notice_stands_below_the_earlier_post(open_network, post, publish, kind):
    network = open_network(kind)
    first = publish(network, post).as_dict()

    second = publish(network, replace(post, key="2", text="Đính chính.", reply_to=first))
    publish(network, replace(post, key="3", text="Nữa.", reply_to=second.as_dict()))

    answered = network.posts[1]
    if kind == "mastodon":
        assert answered["in_reply_to_id"] == first["id"]
    elif kind == "telegram":
        wanted = {"message_id": 1, "allow_sending_without_reply": True}
        assert answered["reply_parameters"] == wanted
    else:
        kind = {"$type": "com.atproto.repo.strongRef"}
        name = {"uri": first["id"], "cid": first["cid"], **kind}
        assert [answered["reply"]["root"], answered["reply"]["parent"]] == [name, name]
        assert network.posts[2]["reply"]["root"] == name
        assert network.posts[2]["reply"]["parent"]["uri"] == second.id


@pytest.mark.parametrize("status", [500, 503, 429])
def test_a_failed_sign_in_has_certainly_posted_nothing(open_network, post, publish, status):
    network = open_network("bluesky")
    network.web.says(SIGN_IN, reply({"error": "x"}, status))

    with pytest.raises(Temporary):
        publish(network, post)


def test_a_silent_sign_in_has_certainly_posted_nothing(open_network, post, publish, monkeypatch):
    monkeypatch.setattr(sending, "PATIENCE", 0.8)
    network = open_network("bluesky")
    network.web.says(SIGN_IN, lambda _question: network.hold.wait(10) and b"")

    with pytest.raises(Temporary):
        publish(network, post)

    assert network.calls() == 0


def test_a_bot_that_may_not_post_is_found_at_the_check(open_network):
    network = open_network("telegram")
    network.may_post(False)

    with pytest.raises(Permanent) as refused:
        check(network)

    assert refused.value.facts["code"] == "no_right"


def test_a_sign_in_that_answers_nonsense_is_refused_and_not_tried_for_ever(open_network):
    network = open_network("facebook")
    network.web.says("/v24.0/me", Answer(b"<html>", 200))

    with pytest.raises(Permanent) as refused:
        check(network)

    assert refused.value.facts["code"] == "not_understood"


def test_a_private_channel_has_its_number_as_address(open_network, post, publish):
    network = open_network("telegram")
    network.chat = {"id": -1001234567890, "title": "Nội bộ", "type": "channel"}

    assert publish(network, post).url == "https://t.me/c/1234567890/1"


@pytest.mark.parametrize(
    ("code", "failure", "word"),
    [
        (1, Unclear, "server"),
        (2, Unclear, "server"),
        (506, Unclear, "duplicate"),
        (4, Temporary, "rate"),
        (32, Temporary, "rate"),
        (190, Permanent, "login"),
        (200, Permanent, "forbidden"),
        (100, Permanent, "refused"),
    ],
)
def test_facebook_says_in_a_code_what_happened(open_network, post, publish, code, failure, word):
    network = open_network("facebook")
    network.odd = reply({"error": {"message": "m", "code": code}}, 500 if code < 3 else 400)

    with pytest.raises(failure) as told:
        publish(network, post)

    assert told.value.facts["code"] == word


def test_another_page_than_the_one_named_is_refused(open_network):
    network = open_network("facebook")
    network.web.says("/v24.0/me", reply({"id": "999", "name": "Trang khác"}))

    with pytest.raises(Permanent) as refused:
        check(network)

    assert refused.value.facts == {"code": "other_account", "said": "Trang khác", "status": None}


def test_a_webhook_call_is_signed_once_and_known_again(open_network, post, publish):
    network = open_network("webhook")

    publish(network, post)
    publish(network, post)

    first, second = network.web.asked_for("/hook")
    assert first.headers["x-signature"] != second.headers["x-signature"]
    assert first.headers["x-crisisdesk-delivery"] == second.headers["x-crisisdesk-delivery"]
    told = json.loads(first.body)
    assert (told["text"], told["link"], told["channel"]) == (post.text, post.link, "website")


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "http://a.example/", "https://" + "a" * 2000]
)
def test_a_strange_address_of_a_webhook_is_not_kept(open_network, post, publish, url):
    network = open_network("webhook")
    network.odd = reply({"id": "1", "url": url})

    assert publish(network, post).url == ""


def test_a_program_may_take_it_without_a_word(open_network, post, publish):
    network = open_network("webhook")
    network.odd = Answer(b"", 202)

    assert publish(network, post).id == ""
