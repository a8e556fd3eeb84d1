"""Wait until nobody uses the embedded services, then stop what is left of them.

Every user holds a shared lock that dies with it, even by kill -9; getting the lock alone means
that the last one has gone. Runs as a small process of its own, on the standard library only.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import time
from contextlib import suppress
from pathlib import Path

from crisisdesk.embedded import leftovers, locks, paths

FAST_STOP = 30.0
HARD_STOP = 10.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="the data folder to keep")
    parser.add_argument("--remove", action="store_true", help="remove the folder at the end")
    options = parser.parse_args()
    if os.fork():
        os._exit(0)  # an orphan by design: nobody has to wait for it
    # A terminal's Ctrl-C and a closing session end the users; that is what is waited for.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    locks.take(paths.run_folder(options.data) / "users.lock")
    clean_up(options.data)
    if options.remove:
        remove(options.data)


def clean_up(data: Path) -> None:
    """Stop what a dead launcher left behind, then PostgreSQL."""
    leftovers.end(paths.run_folder(data) / "services.json")
    stop_postgres(paths.cluster_folder(data))
    socket = paths.run_folder(data) / "socket.path"
    if folder := paths.recorded(socket):
        shutil.rmtree(folder, ignore_errors=True)
        socket.unlink()


def remove(data: Path) -> None:
    shutil.rmtree(paths.cluster_folder(data), ignore_errors=True)
    shutil.rmtree(data, ignore_errors=True)


def stop_postgres(cluster: Path) -> None:
    """Disconnect everybody and stop; harder if that takes too long."""
    for number, patience in ((signal.SIGINT, FAST_STOP), (signal.SIGQUIT, HARD_STOP)):
        pid = postmaster(cluster)
        if not pid:
            return
        with suppress(ProcessLookupError):
            os.kill(pid, number)
        _wait(cluster, patience)


def postmaster(cluster: Path) -> int | None:
    """The process that the cluster's own note names, if it lives and is that cluster's."""
    try:
        pid = int((cluster / "postmaster.pid").read_text(encoding="utf-8").split()[0])
    except (OSError, ValueError, IndexError):
        return None
    return pid if leftovers.started_at(pid) and _serves(pid, cluster) else None


def _serves(pid: int, cluster: Path) -> bool:
    """Process ids are used again; PostgreSQL works in the folder of its tables."""
    if not Path("/proc/self/cwd").exists():
        return True
    try:
        return Path(f"/proc/{pid}/cwd").samefile(cluster)
    except OSError:
        return False


def _wait(cluster: Path, patience: float) -> None:
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline and postmaster(cluster):
        time.sleep(0.02)


if __name__ == "__main__":
    main()
