"""Nothing is lost and nothing is told twice, whatever breaks in between."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from datetime import timedelta

import pytest
from django.conf import settings as project
from django.db import connection

from crisisdesk.kernel.clock import minutes, now
from outbox import relay, transports
from outbox.failures import Permanent, Temporary, Unreachable
from outbox.mail import message_id
from outbox.models import Channel, Delivery, OutboxMessage, OutboxState
from outbox.transports import Transport


def state_of(message) -> str:
    message.refresh_from_db()
    return message.state


@pytest.fixture
def way(monkeypatch):
    """Send letters by a transport of the test's own: `way(send, once_only=True)`."""

    def use(send, *, once_only=False):
        monkeypatch.setitem(transports._transports, Channel.EMAIL, Transport(send, once_only))

    return use


def raising(error):
    def send(_message):
        raise error

    return send


def test_a_due_letter_is_sent_once(letter, post_office):
    post_office.start()
    message = letter()

    assert relay.deliver_due() == 1
    assert relay.deliver_due() == 0
    assert state_of(message) == OutboxState.SENT
    assert [taken["To"] for taken in post_office.letters] == ["minh@saomai.example"]


def test_the_same_key_is_told_once(letter, post_office):
    post_office.start()
    letter("opened:7")
    letter("opened:7")

    assert relay.deliver_due() == 1
    assert len(post_office.letters) == 1


def test_letters_wait_while_the_server_is_down_and_leave_when_it_is_up(letter, post_office):
    messages = [letter(f"letter:{number}") for number in range(3)]

    assert relay.deliver_due() == 0
    assert {state_of(message) for message in messages} == {OutboxState.WAITING}

    post_office.start()
    OutboxMessage.objects.update(available_at=now())
    assert relay.deliver_due() == 3
    assert relay.deliver_due() == 0
    assert len({taken["Message-ID"] for taken in post_office.letters}) == 3
    assert len(post_office.letters) == 3


def test_a_dead_server_is_asked_once_a_round_and_blames_no_letter(letter, post_office):
    for number in range(5):
        letter(f"letter:{number}")

    relay.deliver_due()

    assert Delivery.objects.filter(ok=False).count() == 1
    assert set(OutboxMessage.objects.values_list("attempts", flat=True)) == {0}


def test_a_later_letter_waits_for_its_time(letter, post_office):
    post_office.start()
    message = letter()
    OutboxMessage.objects.update(available_at=now() + minutes(5))

    assert relay.deliver_due() == 0
    assert state_of(message) == OutboxState.WAITING


def test_an_address_refused_for_good_is_parked_and_others_leave(letter, post_office):
    post_office.start()
    post_office.codes["gone@saomai.example"] = 550
    gone = letter("gone", address="gone@saomai.example")
    fine = letter("fine")

    assert relay.deliver_due() == 1
    assert state_of(gone) == OutboxState.PARKED
    assert state_of(fine) == OutboxState.SENT
    assert Delivery.objects.get(message=gone).answer == 550


def test_a_busy_server_is_asked_again_later_and_later(letter, post_office):
    post_office.start()
    post_office.codes["busy@saomai.example"] = 451
    message = letter("busy", address="busy@saomai.example")
    before = now()

    relay.deliver_due()

    message.refresh_from_db()
    assert message.state == OutboxState.WAITING
    assert message.attempts == 1
    assert message.available_at - before >= timedelta(seconds=30)
    assert [relay.wait_after(count).total_seconds() for count in (1, 2, 3, 20)] == [
        30,
        60,
        120,
        3600,
    ]


def test_after_many_refusals_a_person_looks(letter, way):
    way(raising(Temporary("busy")))
    message = letter()
    OutboxMessage.objects.update(attempts=relay.MOST_ATTEMPTS - 1)

    relay.deliver_due()

    assert state_of(message) == OutboxState.PARKED


def test_words_that_cannot_be_rendered_park_their_letter_only(letter, post_office):
    post_office.start()
    broken = letter("broken")
    OutboxMessage.objects.filter(pk=broken.pk).update(topic="teams.no_such_words")
    fine = letter("fine")

    assert relay.deliver_due() == 1
    assert state_of(broken) == OutboxState.PARKED
    assert "no_such_words" in broken.last_error
    assert state_of(fine) == OutboxState.SENT


def test_a_letter_claimed_by_a_dead_relay_is_sent_with_the_same_id(letter, post_office):
    post_office.start()
    message = letter("crash")
    relay.claim()
    OutboxMessage.objects.update(claimed_at=now() - relay.CLAIM_LASTS - minutes(1))

    assert relay.recover() == 1
    assert relay.deliver_due() == 1
    assert state_of(message) == OutboxState.SENT
    (taken,) = post_office.letters
    assert taken["Message-ID"] == message_id(message.key)


def test_a_fresh_claim_is_left_alone(letter, way):
    way(raising(AssertionError("must not be sent")))
    message = letter()
    relay.claim()

    assert relay.recover() == 0
    assert relay.deliver_due() == 0
    assert state_of(message) == OutboxState.CLAIMED


def test_what_must_not_be_repeated_waits_for_a_person(letter, way):
    way(raising(AssertionError("must not be sent")), once_only=True)
    message = letter("post")
    relay.claim()
    OutboxMessage.objects.update(claimed_at=now() - relay.CLAIM_LASTS - minutes(1))

    assert relay.recover() == 1
    assert relay.deliver_due() == 0
    assert state_of(message) == OutboxState.UNCLEAR


def test_a_relay_that_lost_its_claim_changes_nothing(letter):
    letter()
    slow = relay.claim()
    OutboxMessage.objects.update(claimed_at=now() + minutes(1))

    assert not relay.settle(slow, state=OutboxState.SENT)
    assert state_of(slow) == OutboxState.CLAIMED


def test_an_unreachable_channel_does_not_hold_up_another(letter, way, monkeypatch):
    way(raising(Unreachable("nobody answers")))
    monkeypatch.setitem(transports._transports, Channel.WEBHOOK, Transport(lambda _message: 200))
    waiting = letter("mail")
    other = letter("hook")
    OutboxMessage.objects.filter(pk=other.pk).update(channel=Channel.WEBHOOK)

    assert relay.deliver_due() == 1
    assert state_of(waiting) == OutboxState.WAITING
    assert state_of(other) == OutboxState.SENT


def test_a_refusal_for_good_is_not_tried_again(letter, way):
    way(raising(Permanent("no such address", 550)))
    message = letter()

    relay.deliver_due()

    assert state_of(message) == OutboxState.PARKED
    assert relay.deliver_due() == 0


@pytest.mark.django_db(transaction=True)
def test_three_relays_at_once_send_every_letter_once(letter, post_office):
    post_office.start()
    for number in range(30):
        letter(f"letter:{number}")

    def work():
        try:
            relay.deliver_due()
        finally:
            connection.close()

    relays = [threading.Thread(target=work) for _number in range(3)]
    for one in relays:
        one.start()
    for one in relays:
        one.join()

    assert len(post_office.letters) == 30
    assert len({taken["Message-ID"] for taken in post_office.letters}) == 30
    assert OutboxMessage.objects.filter(state=OutboxState.SENT).count() == 30


@pytest.mark.django_db(transaction=True)
def test_a_relay_killed_while_it_sends_loses_nothing(letter, post_office):
    post_office.start()
    post_office.open.clear()
    message = letter("killed")
    process = subprocess.Popen(
        [sys.executable, "manage.py", "deliver"],
        cwd=project.BASE_DIR,
        env={**os.environ, **address_of_this_database(), **address_of(post_office)},
    )
    assert post_office.arrived.wait(30)
    process.kill()
    process.wait()
    post_office.open.set()

    assert state_of(message) == OutboxState.CLAIMED
    OutboxMessage.objects.update(claimed_at=now() - relay.CLAIM_LASTS - minutes(1))
    relay.recover()
    assert relay.deliver_due() == 1
    assert state_of(message) == OutboxState.SENT
    # Whether the first copy was kept is the server's affair; a mailbox sees one letter.
    assert {taken["Message-ID"] for taken in post_office.letters} == {message_id("killed")}


def address_of_this_database():
    where = connection.settings_dict
    return {
        "DATABASE_URL": f"postgresql:///{where['NAME']}?host={where['HOST']}&user={where['USER']}"
        f"&port={where['PORT'] or 5432}"
    }


def address_of(office):
    return {
        "EMAIL_BACKEND": project.EMAIL_BACKEND,
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": str(office.port),
    }
