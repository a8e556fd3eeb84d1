"""Messages to other systems are signed, repeated with the same id, and never go inside."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from outbox import relay, wire
from outbox.models import Delivery, OutboxMessage, OutboxState
from outbox.wire import ForbiddenAddress, allowed_address, is_public
from teams import webhooks
from teams.models import Webhook


class Receiver:
    """A small HTTP server that keeps what it is told and answers `status`."""

    def __init__(self):
        self.status = 200
        self.taken = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                content = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.taken.append((self.path, dict(self.headers), content))
                self.send_response(receiver.status)
                if receiver.status == 302:
                    self.send_header("Location", "http://127.0.0.1:1/")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *words):
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook?x=1"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def receiver(settings):
    settings.WEBHOOK_ALLOW_PRIVATE = True
    receiver = Receiver()
    yield receiver
    receiver.stop()


@pytest.fixture
def hook(brand, receiver):
    return Webhook.objects.create(brand=brand, url=receiver.url, topics=["incidents.*"])


def announce(brand, topic="incidents.opened", key="opened:7"):
    return webhooks.announce(
        brand, topic, key=key, subject="INC-7", title="Sữa chua", url="/incidents/INC-7/"
    )


def test_a_subscriber_is_told_with_a_signature_that_holds(brand, hook, receiver):
    announce(brand)

    assert relay.deliver_due() == 1
    ((path, headers, content),) = receiver.taken
    stamp, mac = headers["X-Crisisdesk-Signature"].split(",")
    signed = stamp.removeprefix("t=").encode() + b"." + content
    assert mac == "v1=" + hmac.new(hook.secret.encode(), signed, hashlib.sha256).hexdigest()
    assert path == "/hook?x=1"
    document = json.loads(content)
    assert (document["topic"], document["subject"]) == ("incidents.opened", "INC-7")
    assert document["facts"] == {
        "title": "Sữa chua", "url": "http://localhost:8000/incidents/INC-7/",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("topics", "told"),
    [(["incidents.opened"], 1), (["incidents.*"], 1), (["*"], 1), (["statements.*"], 0)],
)
def test_only_subscribed_topics_are_told(brand, hook, topics, told):
    hook.topics = topics
    hook.save()

    assert announce(brand) == told


def test_other_brands_hear_nothing(other_brand, hook):
    assert announce(other_brand) == 0


def test_the_secret_stays_out_of_the_outbox(brand, hook):
    announce(brand)

    row = OutboxMessage.objects.values().get()
    assert hook.secret not in json.dumps(row, default=str)


def test_a_failing_receiver_is_asked_again_with_the_same_id(brand, hook, receiver):
    receiver.status = 503
    announce(brand)
    relay.deliver_due()
    receiver.status = 200
    OutboxMessage.objects.update(available_at="2026-01-01T00:00Z")

    assert relay.deliver_due() == 1
    first, second = (
        headers["X-Crisisdesk-Delivery"] for _path, headers, _content in receiver.taken
    )
    assert first == second
    assert list(Delivery.objects.values_list("ok", "answer")) == [(True, 200), (False, 503)]


@pytest.mark.parametrize("status", [400, 404, 410, 302])
def test_a_refusal_for_good_waits_for_a_person(brand, hook, receiver, status):
    receiver.status = status
    announce(brand)

    relay.deliver_due()

    assert OutboxMessage.objects.get().state == OutboxState.PARKED
    assert len(receiver.taken) == 1


def test_a_removed_webhook_is_told_nothing_more(brand, hook, receiver):
    announce(brand)
    hook.delete()

    relay.deliver_due()

    assert OutboxMessage.objects.get().state == OutboxState.PARKED
    assert receiver.taken == []


def test_a_deaf_receiver_does_not_stop_the_others(brand, hook, receiver):
    deaf = Webhook.objects.create(brand=brand, url="http://127.0.0.1:1/", topics=["*"])
    announce(brand)

    assert relay.deliver_due() == 1
    left = OutboxMessage.objects.get(address=f"webhook:{deaf.pk}")
    assert left.state == OutboxState.WAITING


def test_a_replay_is_a_new_message_about_the_same_event(brand, hook, receiver, admin_person):
    announce(brand)
    relay.deliver_due()

    webhooks.replay(hook, OutboxMessage.objects.get(), actor=admin_person)
    relay.deliver_due()

    first, second = (
        headers["X-Crisisdesk-Delivery"] for _path, headers, _content in receiver.taken
    )
    assert first == second
    assert webhooks.log(hook).count() == 2


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0",
        "100.64.0.1", "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1%eth0", "fd00::1",
        "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:a00:1::", "ff02::1",
    ],
)  # fmt: skip
def test_private_addresses_are_no_place_to_send(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700:4700::1111", "64:ff9b::808:808"])
def test_public_addresses_are(address):
    assert is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost/", "http://127.0.0.1:8000/x", "http://[::1]/", "http://2130706433/",
        "ftp://example.com/", "http://user:pass@example.com/", "file:///etc/passwd", "http:///x",
    ],
)  # fmt: skip
def test_inner_and_odd_addresses_are_refused(url):
    with pytest.raises(ForbiddenAddress):
        allowed_address(url)


def test_a_name_that_leads_inside_is_refused_at_sending_too(brand, hook, receiver, settings):
    settings.WEBHOOK_ALLOW_PRIVATE = False
    announce(brand)

    relay.deliver_due()

    assert OutboxMessage.objects.get().state == OutboxState.PARKED
    assert receiver.taken == []


def test_the_connection_goes_to_the_address_that_was_checked(receiver, monkeypatch):
    asked = []
    real = wire.addresses

    def once(parts):
        asked.append(parts.hostname)
        return real(parts)

    monkeypatch.setattr(wire, "addresses", once)

    assert wire.post(receiver.url, b"{}", {}) == 200
    assert asked == ["127.0.0.1"]
