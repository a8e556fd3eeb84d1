"""Texts for other networks when people, workers and the clock come together."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
import time_machine
from django.conf import settings as project
from django.db import connection

from crisisdesk.kernel.clock import minutes, now
from crisisdesk.kernel.errors import DeskError
from outbox import relay
from outbox.models import OutboxMessage
from statements.enums import Outlet
from statements.models import Publication
from statements.services import briefs, outlets, publishing, review

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts):
    """Run all acts at the same moment; what each answered, or how it was refused."""
    barrier = Barrier(len(acts))

    def run(act):
        try:
            barrier.wait(timeout=10)
            return act()
        except DeskError as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


@pytest.fixture
def ready(case, draft_of, approve_by, lead, minh, manager):
    """Approved for the newsroom and Telegram."""
    briefs.waive(case, actor=lead, reason="ca đêm không còn ai")
    words = draft_of(case, channels=["newsroom", "telegram"])
    return approve_by(review.submit(words, actor=minh), manager)


@pytest.mark.parametrize("_round", range(2))
def test_publishing_twice_at_once_sends_once(ready, connect, minh, manager, lead, _round):
    network = connect("telegram")

    answers = at_once(
        *[lambda who=who: publishing.publish(ready, actor=who) for who in (minh, manager, lead)]
    )
    at_once(relay.deliver_due, relay.deliver_due, relay.deliver_due)

    assert sum(isinstance(one, DeskError) for one in answers) == 2
    assert len(network.posts) == 1
    assert OutboxMessage.objects.filter(channel="social").count() == 1
    assert Publication.objects.get(channel="telegram").state == Outlet.LIVE


def test_two_people_who_settle_at_once_settle_it_once(ready, connect, minh, manager):
    network = connect("telegram")
    network.breaks_off()
    words = publishing.publish(ready, actor=minh)
    relay.deliver_due()
    network.odd = None

    answers = at_once(
        lambda: outlets.there(words, actor=minh, channel="telegram", url="https://t.me/saomai/1"),
        lambda: outlets.again(words, actor=manager, channel="telegram", looked=True),
    )
    relay.deliver_due()

    assert sum(isinstance(one, DeskError) for one in answers) == 1
    row = Publication.objects.select_related("message").get(channel="telegram")
    assert row.state == Outlet.LIVE
    # Either the word of the first stands and nothing was sent, or it was sent once more.
    assert (row.message.state, network.calls()) in {("dropped", 1), ("sent", 2)}


def test_calling_off_and_sending_at_once_is_one_or_the_other(ready, connect, minh):
    network = connect("telegram")
    words = publishing.publish(ready, actor=minh)

    left, _sent = at_once(
        lambda: outlets.leave(words, actor=minh, channel="telegram"), relay.deliver_due
    )

    state = Publication.objects.get(channel="telegram").state
    if isinstance(left, DeskError):
        assert (state, len(network.posts)) == (Outlet.LIVE, 1)
    else:
        assert (state, len(network.posts)) == (Outlet.LEFT, 0)


RELAY = """
import django, os
os.environ["DJANGO_SETTINGS_MODULE"] = "crisisdesk.settings"
django.setup()
from django.db import connections
connections.databases["default"]["NAME"] = os.environ["TEST_DATABASE"]
from django.conf import settings
settings.SOURCES_ALLOW_PRIVATE = True
from outbox.relay import deliver_due
deliver_due()
"""


def test_a_relay_killed_in_the_middle_of_a_post_leaves_it_unclear(ready, connect, minh):
    network = connect("telegram")
    network.hangs()
    words = publishing.publish(ready, actor=minh)
    OutboxMessage.objects.exclude(channel="social").delete()
    environment = os.environ | {
        "TEST_DATABASE": connection.settings_dict["NAME"],
        "EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend",
    }
    worker = subprocess.Popen([sys.executable, "-c", RELAY], cwd=project.BASE_DIR, env=environment)
    try:
        for _ in range(300):
            if network.posts:
                break
            time.sleep(0.1)
        assert len(network.posts) == 1
    finally:
        worker.send_signal(signal.SIGKILL)
        worker.wait(10)
    network.odd = None

    relay.deliver_due()
    assert Publication.objects.get(channel="telegram").state == Outlet.QUEUED
    with time_machine.travel(now() + minutes(11)):
        relay.recover()
        relay.deliver_due()
    with time_machine.travel(now() + timedelta(days=1)):
        outlets.sweep()
        relay.deliver_due()

    row = Publication.objects.get(statement=words, channel="telegram")
    assert (row.state, row.problem, network.calls()) == (Outlet.UNCLEAR, "cut_off", 1)
