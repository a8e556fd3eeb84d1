"""./run from its first line to an empty process table."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
from pathlib import Path

import pytest

from crisisdesk.embedded import lease, leftovers, paths
from tests.embedded.conftest import eventually, free_port, serving

pytestmark = pytest.mark.long
PATIENCE = 240


class Run:
    """One ./run on a data folder of its own."""

    def __init__(self, data: Path, port: int, *options: str) -> None:
        self.data, self.port = data, port
        self.log = data.with_suffix(".log")
        environment = {
            **{name: value for name, value in os.environ.items() if name != "DATABASE_URL"},
            "CRISISDESK_DATA": str(data),
            "PORT": str(port),
        }
        with self.log.open("w") as output:
            self.process = subprocess.Popen(
                [paths.ROOT / "run", *options],
                env=environment,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def said(self) -> str:
        return self.log.read_text()

    def ready(self) -> bool:
        ended = self.process.poll() is not None
        assert not ended, self.said()
        return f"ready at http://localhost:{self.port}/" in self.said()

    def status(self, path: str) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request("GET", path)
        answer = connection.getresponse().status
        connection.close()
        return answer

    def processes(self) -> list[int]:
        """Everything that belongs to this run, by its data folder in their environment."""
        mark = f"CRISISDESK_DATA={self.data}".encode()
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                environment = (folder / "environ").read_bytes().split(b"\0")
            except OSError:
                continue
            if mark in environment and leftovers.started_at(int(folder.name)):
                found.append(int(folder.name))
        return found


@pytest.fixture
def start(data):
    data.parent.mkdir(exist_ok=True)
    port = free_port()
    started = []

    def run(*options: str) -> Run:
        started.append(Run(data, port, *options))
        assert eventually(started[-1].ready, PATIENCE), started[-1].said()
        return started[-1]

    yield run
    for one in started:
        one.process.kill()
        one.process.wait()
    assert eventually(lambda: not lease.is_kept(data), 60)


def test_an_empty_desk_starts_answers_stops_and_starts_again(start, data):
    first = start("--empty")
    assert first.status("/account/login/") == 200
    assert "password" not in first.said()
    assert "/setup/" in first.said()
    assert len(first.processes()) >= 4

    first.process.send_signal(signal.SIGINT)

    assert first.process.wait(60) == 0
    assert first.said().rstrip().endswith("| stopped")
    assert first.processes() == []
    assert serving(data) is None

    second = start()
    assert second.status("/account/login/") == 200
    assert "filling the demo desk" not in second.said()
    second.process.send_signal(signal.SIGTERM)
    assert second.process.wait(60) == 0


def test_a_killed_desk_neither_lingers_nor_stands_in_the_way(start, data):
    first = start("--empty")
    os.kill(first.process.pid, signal.SIGKILL)

    second = start()

    assert second.status("/account/login/") == 200
    os.kill(second.process.pid, signal.SIGKILL)
    assert eventually(lambda: not second.processes(), 60)
    assert serving(data) is None


def test_a_fresh_demo_desk_names_its_sign_ins(start):
    desk = start()

    for person in ("lead", "writer", "manager", "legal", "executive", "admin", "viewer"):
        assert f"{person}@demo.crisisdesk.test" in desk.said()
    assert "crisisdesk-demo" in desk.said()
