"""At the outbox's door: no drill leaves, and nothing is said twice without a person."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction

from crisisdesk.kernel.clock import minutes, now
from outbox import ports, relay, services, transports
from outbox.failures import Permanent, Temporary, Unclear
from outbox.models import Channel, Delivery, OutboxMessage, OutboxState
from outbox.transports import Transport


@pytest.fixture
def sent(monkeypatch):
    """What goes out by the public way, which raises `sent.failure` where it is set."""

    class Sent(list):
        failure: Exception | None = None

        def send(self, message):
            self.append(message.key)
            if self.failure:
                raise self.failure

    found = Sent()
    way = Transport(found.send, once_only=True, public=True)
    monkeypatch.setitem(transports._transports, Channel.SOCIAL, way)
    return found


def promise(key="one", is_drill=False):
    return services.enqueue(
        "statements.publication", key=key, address="bluesky @saomai",
        channel=Channel.SOCIAL, is_drill=is_drill, digest="x",
    )  # fmt: skip


def state(message) -> str:
    message.refresh_from_db()
    return message.state


@pytest.mark.parametrize("is_drill", [True, None])
def test_the_database_takes_no_public_message_of_a_drill(db, is_drill):
    with pytest.raises(IntegrityError), transaction.atomic():
        promise(is_drill=is_drill)

    message = promise(is_drill=False)
    with pytest.raises(IntegrityError), transaction.atomic():
        OutboxMessage.objects.filter(pk=message.pk).update(is_drill=is_drill)


@pytest.mark.parametrize("is_drill", [True, None])
def test_the_relay_hands_no_drill_to_a_public_way_whoever_wrote_it(db, sent, monkeypatch, is_drill):
    """The database forbids such a row on the channels it knows; a channel added later has the
    same door.
    """
    monkeypatch.setitem(
        transports._transports, "webhook", Transport(sent.send, once_only=True, public=True)
    )
    message = services.enqueue(
        "x.y", key="k", address="a", channel=Channel.WEBHOOK, is_drill=is_drill
    )

    assert relay.deliver_due() == 0

    assert [state(message), message.receipt, list(sent)] == ["parked", {"code": "drill"}, []]


def test_a_job_of_a_drill_is_refused_even_if_the_message_denies_it(db, monkeypatch):
    job = ports.Job("mastodon", {}, {}, post=None, is_drill=True)
    monkeypatch.setattr(ports, "_jobs", [lambda _message: job])
    message = promise()

    relay.deliver_due()

    assert [state(message), message.receipt["code"]] == ["parked", "drill"]


@pytest.mark.parametrize(
    ("failure", "wanted"),
    [
        (Unclear("timeout", facts={"code": "timeout"}), OutboxState.UNCLEAR),
        (ZeroDivisionError("ours"), OutboxState.UNCLEAR),
        (Permanent("no", 403), OutboxState.PARKED),
        (Temporary("later", 429), OutboxState.WAITING),
    ],
)
def test_how_it_failed_decides_what_follows(db, sent, failure, wanted):
    sent.failure = failure
    message = promise()

    relay.deliver_due()

    assert state(message) == wanted
    assert Delivery.objects.filter(message=message, ok=False).count() == 1


def test_an_unclear_message_is_never_sent_again_by_itself(db, sent):
    sent.failure = Unclear("timeout")
    message = promise()
    relay.deliver_due()

    with time_machine.travel(now() + timedelta(days=3)):
        relay.recover()
        relay.deliver_due()

    assert [state(message), len(sent)] == [OutboxState.UNCLEAR, 1]
    sent.failure = None
    services.retry(message)
    relay.deliver_due()
    assert [state(message), len(sent)] == [OutboxState.SENT, 2]


def test_later_means_not_before_the_moment_they_named(db, sent):
    sent.failure = Temporary("rate", 429)
    sent.failure.again_at = now() + minutes(20)
    message = promise()

    relay.deliver_due()

    message.refresh_from_db()
    assert abs((message.available_at - sent.failure.again_at).total_seconds()) < 1


def test_a_relay_that_dies_while_sending_leaves_it_unclear_and_tells(db, sent, monkeypatch):
    told = []
    monkeypatch.setitem(ports._settled, Channel.SOCIAL, lambda one: told.append(one.state))
    message = promise()
    assert relay.claim() == message

    with time_machine.travel(now() + minutes(11)):
        assert relay.recover() == 1
        relay.deliver_due()

    assert [state(message), list(sent), told] == [OutboxState.UNCLEAR, [], [OutboxState.UNCLEAR]]
    assert message.receipt == {"code": "cut_off"}


def test_a_room_that_cannot_listen_holds_nothing_up(db, sent, monkeypatch):
    monkeypatch.setitem(ports._settled, Channel.SOCIAL, lambda _one: 1 / 0)
    message = promise()

    assert relay.deliver_due() == 1
    assert state(message) == OutboxState.SENT


def test_what_waits_can_be_called_off_but_not_what_is_being_sent(db, sent):
    from crisisdesk.kernel.errors import Blocked

    waiting, leaving = promise("one"), promise("two")
    services.call_off(waiting)
    assert relay.claim() == leaving

    with pytest.raises(Blocked):
        services.call_off(leaving)
    assert state(waiting) == OutboxState.DROPPED
