"""A hint to the workers costs the request nothing, whatever the broker does."""

from __future__ import annotations

import socket
import time

import pytest
from celery import current_app
from django.db import transaction

from outbox import poke
from outbox.models import OutboxMessage, OutboxState


@pytest.fixture
def broker():
    """Point the desk at another broker for one test."""
    before = current_app.conf.broker_url

    def use(url, **options):
        current_app.conf.update(broker_url=url, broker_transport_options=options)
        current_app.amqp._producer_pool = None
        current_app._pool = None

    yield use
    use(before)


#: Seconds. Who waits for a broker that never answers waits for twice as long.
PATIENCE = 2


@pytest.mark.parametrize("kind", ["refuses", "never answers"])
def test_a_dead_broker_costs_a_poke_nothing(broker, kind):
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        if kind == "never answers":
            deaf.listen()
        broker(f"amqp://127.0.0.1:{deaf.getsockname()[1]}//")
        start = time.perf_counter()

        poke.poke()

        assert time.perf_counter() - start < PATIENCE


def test_a_broker_that_refuses_is_only_noted(broker):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        broker(f"amqp://127.0.0.1:{closed.getsockname()[1]}//", max_retries=1, interval_start=0.02)

        assert poke.publish() is False


def test_a_living_broker_takes_the_hint():
    assert poke.publish() is True


@pytest.mark.django_db(transaction=True)
def test_the_row_stays_when_the_broker_is_dead(broker, letter):
    broker("amqp://127.0.0.1:1//")

    with transaction.atomic():
        message = letter()

    assert OutboxMessage.objects.get(pk=message.pk).state == OutboxState.WAITING


@pytest.mark.django_db(transaction=True)
def test_nothing_is_promised_when_the_transaction_fails(letter):
    def fail():
        letter()
        raise RuntimeError

    with pytest.raises(RuntimeError):
        transaction.atomic(fail)()

    assert not OutboxMessage.objects.exists()
