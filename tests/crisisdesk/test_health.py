"""What machines ask is answered by name, and figures are not for everybody."""

from __future__ import annotations

from datetime import timedelta

import pytest
from celery import current_app
from django.test import Client

from crisisdesk.kernel.clock import now
from outbox.models import Heartbeat
from outbox.tasks import sweep
from teams import tokens


def test_the_process_lives_without_asking_anybody(django_assert_num_queries, db):
    with django_assert_num_queries(0):
        answer = Client().get("/healthz")

    assert answer.json() == {"status": "ok"}
    assert not answer.cookies


def test_ready_when_every_part_answers(db):
    sweep()

    answer = Client().get("/readyz")

    assert answer.status_code == 200
    assert answer.json() == {
        "status": "ok",
        "database": "ok",
        "broker": "ok",
        "scheduler": "ok",
    }


def test_a_scheduler_never_seen_or_silent_is_named(db):
    assert Client().get("/readyz").json()["scheduler"] == "never seen"

    Heartbeat.objects.create(part="scheduler", at=now() - timedelta(minutes=5))
    answer = Client().get("/readyz")

    assert answer.status_code == 503
    assert answer.json()["scheduler"] == "silent for 300 s"


def test_a_dead_broker_is_named_within_its_time(db, time_limit):
    before = current_app.conf.broker_url
    current_app.conf.broker_url = "amqp://127.0.0.1:1//"
    try:
        with time_limit(4):
            answer = Client().get("/readyz")
    finally:
        current_app.conf.broker_url = before

    assert answer.status_code == 503
    assert answer.json()["broker"] == "does not answer"


@pytest.fixture
def time_limit():
    """Fails when the block takes longer."""
    from contextlib import contextmanager
    from time import perf_counter

    @contextmanager
    def within(seconds):
        start = perf_counter()
        yield
        assert perf_counter() - start < seconds

    return within


def figures(**extra):
    return Client().get("/metrics", **extra)


def test_this_machine_reads_the_figures(db):
    answer = figures()

    assert answer.status_code == 200
    assert "crisisdesk_up 1.0" in answer.content.decode()
    assert 'crisisdesk_outbox_messages{state="waiting"} 0.0' in answer.content.decode()


@pytest.mark.parametrize(
    "extra",
    [
        {"REMOTE_ADDR": "10.0.0.7"},
        {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "8.8.8.8"},
        {"REMOTE_ADDR": ""},
    ],
)
def test_others_need_a_token(db, extra):
    assert figures(**extra).status_code == 401


def test_a_token_needs_the_scope_for_figures(minh):
    _row, wrong = tokens.make(minh, name="x", scopes=["read", "write"])
    _row, right = tokens.make(minh, name="x", scopes=["metrics"])

    def asked_with(token):
        return figures(REMOTE_ADDR="10.0.0.7", HTTP_AUTHORIZATION=f"Bearer {token}").status_code

    assert asked_with(wrong) == 401
    assert asked_with(right) == 200
