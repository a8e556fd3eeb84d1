"""However many schedulers are started, one ticks; the next takes over when it goes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from celery import Celery
from django.db import connection

from crisisdesk import beat, database
from tests.embedded.conftest import eventually

pytestmark = pytest.mark.django_db


@pytest.fixture
def schedulers(tmp_path, monkeypatch):
    """Two schedulers of one desk that note what they send."""
    settings = connection.settings_dict
    address = {"host": settings["HOST"], "user": settings["USER"], "dbname": settings["NAME"]}
    monkeypatch.setattr(
        database,
        "direct_conninfo",
        lambda: {name: value for name, value in address.items() if value},
    )
    made = [scheduler(tmp_path / name) for name in ("first", "second")]
    yield made
    for one in made:
        one.close()


def scheduler(path):
    app = Celery("clock", broker="memory://", set_as_current=False)
    app.conf.beat_schedule = {"tick": {"task": "tick", "schedule": timedelta(0)}}
    made = beat.SingleScheduler(app, schedule_filename=str(path), lazy=False)
    made.sent = []
    made.apply_async = lambda entry, **_: made.sent.append(entry.name)
    return made


def ticking() -> bool:
    with connection.cursor() as cursor:
        return beat.is_ticking(cursor)


def test_only_the_first_ticks(schedulers):
    first, second = schedulers

    for one in (first, second) * 3:
        one.tick()

    assert len(first.sent) >= 3
    assert second.sent == []
    assert ticking()


def test_the_second_takes_over_when_the_first_goes(schedulers):
    first, second = schedulers
    first.tick()
    first.close()
    assert eventually(lambda: not ticking())

    second.tick()

    assert second.sent
    assert ticking()


def test_a_lost_connection_is_a_pause_and_not_an_end(schedulers):
    first, _ = schedulers
    first.tick()
    sent = len(first.sent)
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_terminate_backend(pid) from pg_locks "
            "where locktype = 'advisory' and objid = %s",
            [beat.LOCK],
        )

    assert first.tick() == beat.WAIT
    assert len(first.sent) == sent

    first.tick()

    assert len(first.sent) > sent
