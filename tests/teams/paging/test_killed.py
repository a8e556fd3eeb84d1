"""Sweeping processes and PostgreSQL killed at any moment: each step exactly once all the same."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from crisisdesk.embedded import keeper, lease, paths
from crisisdesk.embedded.cluster import Cluster
from tests.teams.paging.conftest import MONDAY

WAIT = 5 * 60


class Desk:
    """The script, spoken to line by line."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.teams.paging.killed"],
            cwd=settings.BASE_DIR,
            env=os.environ | environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout.readline() == "ready\n"
        self.now = MONDAY.timestamp()

    def do(self, command: str) -> Any:
        self.process.stdin.write(f"{command} {self.now}\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def sweep(self, *, killed_after: float | None = None) -> None:
        """One sweep to its end, or killed after so many seconds."""
        child = self.do("fork")
        if killed_after is not None:
            time.sleep(killed_after)
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        until = time.monotonic() + 120
        while time.monotonic() < until and _lives(child):
            time.sleep(0.01)
        assert not _lives(child), "the sweep has not ended"


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@contextmanager
def running(environment: dict[str, str]) -> Iterator[Desk]:
    desk = Desk(environment)
    try:
        yield desk
    finally:
        desk.process.kill()
        desk.process.communicate(timeout=10)


def judge(desk: Desk, fired: list[int]) -> None:
    found = desk.do("check")
    assert found["differences"] == []
    assert found["steps"] == fired
    assert found["calls"] == found["letters"] == found["notices"] == 3 * sum(fired)


@pytest.mark.django_db(transaction=True)
def test_sweepers_killed_at_any_moment_call_everybody_exactly_once() -> None:
    """Two sweepers at a time; one of them, or both, are killed while they work."""
    chance = random.Random(7)
    with running({"TEST_DATABASE": connection.settings_dict["NAME"]}) as desk:
        desk.do("setup")
        for _round in range(4):
            desk.now += WAIT
            other = desk.do("fork")
            desk.sweep(killed_after=chance.uniform(0, 0.08))
            if chance.random() < 0.5:
                with suppress(ProcessLookupError):
                    os.kill(other, signal.SIGKILL)
            desk.sweep()
        judge(desk, [5, 5, 5, 5])

        assert desk.do("answer") == 2
        desk.now += WAIT
        desk.sweep(killed_after=0.02)
        desk.sweep()
        judge(desk, [5, 6, 5, 6])


@pytest.mark.long
def test_pages_outlive_the_death_of_postgresql_at_any_moment(tmp_path: Path) -> None:
    """A cluster of its own, stopped as by pulling the plug of the server while sweepers work."""
    chance = random.Random(11)
    held = lease.acquire(tmp_path / "d", fast=False, remove=True)
    environment = {"DATABASE_URL": paths.url(tmp_path / "d"), "TEST_DATABASE": ""}
    try:
        subprocess.run(
            [sys.executable, "manage.py", "migrate", "-v0"],
            cwd=settings.BASE_DIR,
            env=os.environ | environment,
            check=True,
        )
        with running(environment) as desk:
            desk.do("setup")
            for _round in range(25):
                desk.now += WAIT
                children = [desk.do("fork"), desk.do("fork")]
                time.sleep(chance.uniform(0, 0.15))
                _crash(Cluster(tmp_path / "d"))
                for child in children:
                    with suppress(ProcessLookupError):
                        os.kill(child, signal.SIGKILL)
                desk.sweep()
            judge(desk, [26] * 4)
    finally:
        held.release_and_wait()


def _crash(cluster: Cluster) -> None:
    """`pg_ctl stop -m immediate`: no checkpoint, no goodbye; then it starts and recovers."""
    os.kill(keeper.postmaster(cluster.folder), signal.SIGQUIT)
    until = time.monotonic() + 60
    while keeper.postmaster(cluster.folder) and time.monotonic() < until:
        time.sleep(0.05)
    assert not keeper.postmaster(cluster.folder), "the server still stands"
    cluster.start()
