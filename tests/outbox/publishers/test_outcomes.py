"""What each network answers decides alone: posted, refused, not yet, or unclear."""

from __future__ import annotations

import socket
import time
from contextlib import nullcontext

import pytest

from crisisdesk.kernel.clock import now
from outbox.failures import Permanent, Temporary, Unclear
from outbox.publishers import sending
from tests.monitoring.connectors.web import Answer
from tests.outbox.publishers.networks import JSON, reply


def text_of(network) -> str:
    posted = network.posts[0]
    return posted.get("text") or posted["message"]


def test_the_words_arrive_as_they_are(network, post, publish):
    made = publish(network, post)

    assert [text_of(network), network.calls()] == [post.text, 1]
    assert made.url.startswith("https://")
    assert made.id


def test_a_refusal_is_told_in_the_networks_own_words(network, post, publish):
    document, said = network.refusal
    network.odd = reply(document, 400 if network.kind == "facebook" else 403)

    with pytest.raises(Permanent) as refused:
        publish(network, post)

    assert refused.value.facts["said"] == said
    assert network.calls() == 1


@pytest.mark.parametrize("status", [400, 401, 403, 404, 413, 422])
def test_a_clear_no_is_a_failure(network, post, publish, status):
    network.odd = reply({"error": "no"}, status)

    with pytest.raises(Permanent):
        publish(network, post)


@pytest.mark.parametrize("status", [429, 503])
def test_later_is_not_sent_and_waits_as_long_as_asked(network, post, publish, status):
    network.odd = reply({"parameters": {"retry_after": 120}}, status, Retry_After="120")

    with pytest.raises(Temporary) as later:
        publish(network, post)

    assert later.value.again_at is not None
    assert abs((later.value.again_at - now()).total_seconds() - 120) < 10


@pytest.mark.parametrize("status", [408, 409, 500, 502, 504])
def test_a_fault_on_their_side_says_nothing_about_the_post(network, post, publish, status):
    network.odd = reply({"error": "oops"}, status)

    with pytest.raises(Unclear):
        publish(network, post)


def test_a_silent_network_is_unclear(network, post, publish, monkeypatch):
    monkeypatch.setattr(sending, "PATIENCE", 0.8)
    network.hangs()
    begun = time.monotonic()

    with pytest.raises(Unclear) as doubt:
        publish(network, post)

    assert doubt.value.facts["code"] == "timeout"
    assert time.monotonic() - begun < 8
    assert len(network.posts) == 1


@pytest.mark.parametrize("how", ["breaks_off", "hangs_up"])
def test_a_broken_connection_is_unclear(network, post, publish, how):
    getattr(network, how)()

    with pytest.raises(Unclear):
        publish(network, post)

    assert len(network.posts) == 1


@pytest.mark.parametrize("body", [b"<html>Welcome</html>", b"[]", b'{"ok": true}', b"\xff\xfe{"])
def test_an_answer_that_is_none_is_unclear(network, post, publish, body):
    network.odd = Answer(body, 200, JSON)

    if network.kind == "webhook":
        # Whatever it says beside "taken" is its own affair.
        assert publish(network, post).url == ""
        return
    with pytest.raises(Unclear):
        publish(network, post)


def test_an_endless_answer_is_cut_and_unclear(network, post, publish, monkeypatch):
    monkeypatch.setattr("outbox.egress.MOST", 1000)
    network.odd = reply({"filling": "x" * 5000})

    with pytest.raises(Unclear) as doubt:
        publish(network, post)

    assert doubt.value.facts["code"] == "too_big"


def test_a_closed_door_is_not_sent(network, post):
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    options = {
        name: value.replace(network.web.url, f"http://127.0.0.1:{port}")
        for name, value in network.options.items()
    }

    with pytest.raises(Temporary) as later:
        sending.publish(network.kind, options, network.secrets, post)

    assert later.value.facts["code"] == "unreachable"


def test_a_private_address_is_refused_before_anything_is_said(network, post, publish, settings):
    settings.SOURCES_ALLOW_PRIVATE = False

    with pytest.raises(Permanent) as refused:
        publish(network, post)

    assert refused.value.facts["code"] == "private"
    assert network.web.asked == []


@pytest.mark.parametrize(
    ("status", "failure"), [(301, Permanent), (308, Permanent), (302, Unclear)]
)
def test_a_post_follows_no_redirect(network, post, publish, status, failure):
    network.odd = Answer(b"", status, {"Location": "http://127.0.0.1:1/elsewhere"})

    with pytest.raises(failure):
        publish(network, post)

    assert network.calls() == 1


def test_no_failure_tells_a_key(network, post, publish, caplog):
    key = next(iter(network.secrets.values()))
    network.odd = reply({"error": f"bad <b>key</b> {key}\x00\u202e"}, 400)

    with pytest.raises(Permanent) as refused:
        publish(network, post)

    assert refused.value.facts["said"] == "bad key …"
    network.odd = Answer(key.encode() * 50, 200, {"Content-Type": "text/html"})
    with pytest.raises(Unclear) if network.kind != "webhook" else nullcontext():
        publish(network, post)
    assert key not in caplog.text
