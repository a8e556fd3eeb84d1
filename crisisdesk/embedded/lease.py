"""Share the embedded PostgreSQL: the first user starts it, the keeper stops it after the last."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from crisisdesk.embedded import locks, paths
from crisisdesk.embedded.cluster import Cluster

PATIENCE = 45.0


@dataclass(frozen=True)
class Lease:
    """A right to use the embedded services; it ends with the process if not before."""

    data: Path
    handle: int
    fresh: bool

    def release(self) -> None:
        """Give it back without waiting; the keeper does the rest."""
        locks.drop(self.handle)

    def release_and_wait(self) -> bool:
        """Give it back and wait for the keeper, unless others still use the services."""
        self.release()
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            if not is_kept(self.data):
                return True
            if others_use(self.data):
                return False
            time.sleep(0.02)
        return False


def acquire(
    data: Path, *, postgres: bool = True, fast: bool = False, remove: bool = False
) -> Lease:
    """Become a user of the services in a data folder, starting them if they do not run."""
    run = paths.run_folder(data)
    handle = locks.take(run / "users.lock", shared=True)
    try:
        with locks.held(run / "start.lock"):
            # The keeper first: a start that is cut short is cleaned up as well.
            _keep(data, remove=remove)
            fresh = Cluster(data, fast=fast).start() if postgres else False
    except BaseException:
        locks.drop(handle)
        raise
    return Lease(data, handle, fresh)


@contextmanager
def throw_away(data: Path) -> Iterator[Lease]:
    """A fast cluster that vanishes with its folder at the end, or soon after a kill."""
    lease = acquire(data, fast=True, remove=True)
    try:
        yield lease
    finally:
        lease.release_and_wait()


def is_kept(data: Path) -> bool:
    """Whether a keeper watches this folder."""
    return not _free(paths.run_folder(data) / "keeper.lock")


def others_use(data: Path) -> bool:
    """Whether somebody else holds a lease; the keeper, busy stopping, does not count."""
    try:
        handle = locks.look(paths.run_folder(data) / "users.lock", shared=True)
    except FileNotFoundError:
        return False
    if handle is None:
        return False
    alone = locks.turn_exclusive(handle)
    locks.drop(handle)
    return not alone


def _free(lock: Path) -> bool:
    try:
        handle = locks.look(lock)
    except FileNotFoundError:
        return True
    if handle is not None:
        locks.drop(handle)
    return handle is not None


def _keep(data: Path, *, remove: bool) -> None:
    """Start a keeper, which inherits its lock, unless one lives."""
    lock = locks.take(paths.run_folder(data) / "keeper.lock", wait=False)
    if lock is None:
        return
    # -S -E: the standard library is all it needs, and it stays for as long as we do.
    command = [sys.executable, "-S", "-E", "-m", "crisisdesk.embedded.keeper", str(data)]
    subprocess.run(
        [*command, *(["--remove"] if remove else [])],
        check=True,
        cwd=paths.ROOT,
        pass_fds=[lock],
        start_new_session=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    locks.drop(lock)
