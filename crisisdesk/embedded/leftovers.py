"""Processes of a launcher that died without stopping them.

The launcher notes each child here; whoever finds the note without its launcher ends the children.
A process is known by its id and the moment it started, since ids are used again.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path

PATIENCE = 10.0


def note(path: Path, pids: list[int]) -> None:
    """Remember the children that run now."""
    known = {str(pid): born for pid in pids if (born := started_at(pid))}
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps(known), encoding="utf-8")
    fresh.replace(path)


def end(path: Path, patience: float = PATIENCE) -> int:
    """Ask the noted children to stop, then make them; return how many there were."""
    alive = _alive(path)
    for pid in alive:
        _signal(pid, signal.SIGTERM)
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline and _alive(path):
        time.sleep(0.05)
    for pid in alive:
        _signal_group(pid, signal.SIGKILL)
    path.unlink(missing_ok=True)
    return len(alive)


def started_at(pid: int) -> str:
    """When a process started, in the system's own words; empty if it does not run."""
    stat = Path(f"/proc/{pid}/stat")
    if Path("/proc/self/stat").exists():
        return _from_proc(stat)
    answer = subprocess.run(
        ["ps", "-o", "lstart=,stat=", "-p", str(pid)], capture_output=True, text=True, check=False
    ).stdout.strip()
    return "" if not answer or answer.split()[-1].startswith("Z") else answer.rsplit(None, 1)[0]


def _from_proc(stat: Path) -> str:
    try:
        fields = stat.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except OSError:
        return ""
    return "" if fields[0] == "Z" else fields[19]


def _alive(path: Path) -> list[int]:
    try:
        known = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    return [int(pid) for pid, born in known.items() if started_at(int(pid)) == born]


def _signal(pid: int, number: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.kill(pid, number)


def _signal_group(pid: int, number: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, number)
