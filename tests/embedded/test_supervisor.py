"""Whoever falls is started again; whoever stops is stopped in order; nobody is left behind."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from crisisdesk.embedded import leftovers, paths
from tests.embedded.conftest import eventually

FAMILY = """
import asyncio, sys
from pathlib import Path
from crisisdesk.embedded.supervisor import Service, Supervisor
PATIENT = '''
import signal, sys, time
signal.signal(signal.SIGTERM, lambda *_: (print("farewell", flush=True), sys.exit(0)))
print("alive", flush=True)
time.sleep(600)
'''
STUBBORN = '''
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("alive", flush=True)
time.sleep(600)
'''
FALLING = 'print("here and gone", flush=True); raise SystemExit(3)'
services = [
    Service(name, [sys.executable, "-c", code], patience=1)
    for name, code in [("first", PATIENT), ("second", STUBBORN), ("falling", FALLING)]
]
asyncio.run(Supervisor(services, Path(sys.argv[1])).run())
print("all stopped", flush=True)
"""


class Family:
    """A supervisor in a process of its own, and what it has said."""

    def __init__(self, notes: Path) -> None:
        self.notes = notes
        self.log = notes.with_suffix(".log")
        with self.log.open("w") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-c", FAMILY, str(notes)], stdout=output, cwd=paths.ROOT
            )

    def said(self) -> str:
        return self.log.read_text()

    def children(self) -> list[int]:
        found = subprocess.run(
            ["pgrep", "-P", str(self.process.pid)], capture_output=True, text=True, check=False
        )
        return [int(pid) for pid in found.stdout.split()]


@pytest.fixture
def family(tmp_path):
    started = Family(tmp_path / "services.json")
    assert eventually(lambda: started.said().count("alive") == 2)
    yield started
    started.process.kill()
    started.process.wait()
    leftovers.end(started.notes, patience=0)


def test_each_line_says_when_and_who(family):
    lines = family.said().splitlines()

    assert all(re.match(r"\d\d:\d\d:\d\d \w+ +\| \S", line) for line in lines)


def test_a_service_that_falls_is_started_again_later_and_later(family):
    assert eventually(lambda: "(exit 3); again in 2 s" in family.said())
    assert family.said().index("again in 1 s") < family.said().index("again in 2 s")
    assert family.said().count("here and gone") >= 2


def test_a_request_to_end_stops_all_in_order(family):
    children = family.children()
    family.process.send_signal(signal.SIGTERM)

    assert family.process.wait(20) == 0
    said = family.said()
    assert said.index("farewell") < said.index("does not stop; killed") < said.index("all stopped")
    assert not any(leftovers.started_at(pid) for pid in children)
    assert not leftovers.end(family.notes)


def test_the_children_of_a_killed_supervisor_are_found_and_ended(family):
    children = [pid for pid in family.children() if leftovers.started_at(pid)]
    os.kill(family.process.pid, signal.SIGKILL)
    family.process.wait()

    ended = leftovers.end(family.notes, patience=0.5)

    assert ended >= 2
    assert eventually(lambda: not any(leftovers.started_at(pid) for pid in children))


def test_a_number_used_again_is_not_ours_to_end(tmp_path):
    notes = tmp_path / "services.json"
    notes.write_text(f'{{"{os.getpid()}": "another time"}}')

    assert leftovers.end(notes) == 0
