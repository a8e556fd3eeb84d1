"""File locks that the kernel drops when their holder dies, however it dies."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def take(path: Path, *, shared: bool = False, wait: bool = True) -> int | None:
    """Lock a file and return what holds the lock, or None if it is taken and we do not wait."""
    path.parent.mkdir(parents=True, exist_ok=True)
    return _locked(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600), shared, wait)


def look(path: Path, *, shared: bool = False) -> int | None:
    """The same at once, of a file that is there: what was thrown away must not come back.

    Raises `FileNotFoundError` where there is none.
    """
    return _locked(os.open(path, os.O_RDWR | os.O_CLOEXEC), shared, wait=False)


def _locked(handle: int, shared: bool, wait: bool) -> int | None:
    mode = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
    try:
        fcntl.flock(handle, mode if wait else mode | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        return None
    return handle


def turn_exclusive(handle: int) -> bool:
    """Whether a shared lock could be made ours alone at once."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def drop(handle: int) -> None:
    os.close(handle)


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Be alone for the length of a block."""
    handle = take(path)
    try:
        yield
    finally:
        drop(handle)
