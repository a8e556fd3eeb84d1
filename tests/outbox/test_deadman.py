"""The monitor outside is called while the desk is truly well, and not a minute longer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
import time_machine

from crisisdesk.kernel.clock import now
from outbox import deadman, watch
from outbox.models import Heartbeat
from outbox.services import enqueue
from outbox.tasks import heartbeat
from teams.paging import firing

pytestmark = pytest.mark.django_db


class Monitor(BaseHTTPRequestHandler):
    answer = 200

    def do_POST(self) -> None:
        self.server.calls.append(self.path)
        self.send_response(self.answer)
        self.end_headers()

    def log_message(self, *_words: object) -> None:
        return


@pytest.fixture
def monitor() -> Iterator[HTTPServer]:
    server = HTTPServer(("127.0.0.1", 0), Monitor)
    server.calls = []
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def well(settings, monitor) -> HTTPServer:
    """Everything has beaten a moment ago, and two monitors are called."""
    settings.WEBHOOK_ALLOW_PRIVATE = True
    host = f"http://127.0.0.1:{monitor.server_port}"
    settings.HEARTBEAT_URLS = [f"{host}/one", f"{host}/two"]
    watch.beat("scheduler")
    firing.sweep()
    return monitor


def test_every_monitor_is_called_while_all_is_well(well):
    assert heartbeat() == 2
    assert well.calls == ["/one", "/two"]
    assert all(one.reached_at for one in deadman.monitors())


@pytest.mark.parametrize("part", ["scheduler", "pages"])
def test_nobody_is_called_when_a_sweep_is_silent(well, part):
    Heartbeat.objects.filter(part=part).update(at=now() - timedelta(seconds=61))

    assert heartbeat() == 0
    assert well.calls == []
    assert deadman.parts()[part]


def test_nobody_is_called_while_a_message_lies_too_long(well):
    enqueue("teams.invitation", key="k", address="a@x.example", person=1)
    with time_machine.travel(now() + timedelta(seconds=121), tick=False):
        watch.beat("scheduler")
        watch.beat("pages")
        assert heartbeat() == 0
        assert [name for name, wrong in deadman.parts().items() if wrong] == ["relay"]


def test_a_monitor_that_refuses_was_not_reached(well, monkeypatch):
    monkeypatch.setattr(Monitor, "answer", 500)
    assert heartbeat() == 0
    assert [one.reached_at for one in deadman.monitors()] == [None, None]


def test_a_monitor_in_a_private_network_is_not_called_unasked(well, settings):
    settings.WEBHOOK_ALLOW_PRIVATE = False
    assert heartbeat() == 0
    assert well.calls == []


def test_admins_see_which_part_is_not_well(well, brand, admin_person, client_of):
    Heartbeat.objects.filter(part="scheduler").delete()
    page = client_of(admin_person).get("/people/watch/").content.decode()
    assert "never seen" in page
    assert "127.0.0.1" in page and "/one" not in page, "the address of a monitor is a secret"
