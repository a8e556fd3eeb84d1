"""Real processes: a cluster with its tables, and people who use it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from crisisdesk.embedded import keeper, lease, paths

USER = """
import sys, time
from pathlib import Path
from crisisdesk.embedded import lease
held = lease.acquire(Path(sys.argv[1]), fast=True)
print("using", held.fresh, flush=True)
time.sleep(600)
"""


def eventually(question: Callable[[], object], patience: float = 20) -> object:
    """The answer as soon as it is true."""
    deadline = time.monotonic() + patience
    while not (answer := question()) and time.monotonic() < deadline:
        time.sleep(0.05)
    return answer


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as chosen:
        return chosen.getsockname()[1]


@pytest.fixture
def data() -> Iterator[Path]:
    """A data folder with a short name, emptied of processes at the end."""
    with tempfile.TemporaryDirectory(prefix="desk-", ignore_cleanup_errors=True) as folder:
        chosen = Path(folder) / "data"
        yield chosen
        assert eventually(lambda: not lease.is_kept(chosen))


@pytest.fixture
def user() -> Iterator[Callable[[Path], subprocess.Popen]]:
    """Start another process that uses the embedded services of a folder."""
    started: list[subprocess.Popen] = []

    def start(data: Path) -> subprocess.Popen:
        process = subprocess.Popen(
            [sys.executable, "-c", USER, str(data)],
            stdout=subprocess.PIPE,
            text=True,
            cwd=paths.ROOT,
        )
        started.append(process)
        assert process.stdout.readline().startswith("using")
        return process

    yield start
    for process in started:
        with suppress(ProcessLookupError):
            os.kill(process.pid, signal.SIGKILL)
        process.communicate()


def serving(data: Path) -> int | None:
    return keeper.postmaster(paths.cluster_folder(data))
