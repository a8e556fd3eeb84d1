"""A folder of files that is replaced at one stroke.

`FOLDER/current` is a link to one release in `FOLDER/releases/`. A new release begins as the old one,
file by file linked and not copied; what changed is written beside and moved in. Then the link is
moved over the old one, which the system does at once: a reader sees the whole old newsroom or the
whole new one. Nothing that was public is ever taken out, since each release contains the one before.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import secrets
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crisisdesk.kernel.clock import now

if TYPE_CHECKING:
    from collections.abc import Iterator

#: The one before stays, for readers in the midst of it.
KEPT = 2
STATE = "state.json"


class Busy(Exception):
    """Somebody else is writing this folder."""


@dataclass
class Release:
    """A newsroom that is being put together; nobody sees it yet."""

    root: Path
    #: Fingerprints of the pages, by file.
    known: dict[str, str] = field(default_factory=dict)
    written: int = 0

    def holds(self, path: str, fingerprint: str) -> bool:
        return self.known.get(path) == fingerprint and (self.root / path).is_file()

    def put(self, path: str, content: bytes, fingerprint: str = "") -> None:
        """Write a file, unless it says so already."""
        place = self.root / path
        if not place.resolve().is_relative_to(self.root.resolve()):
            raise ValueError(path)
        if fingerprint:
            self.known[path] = fingerprint
        if place.is_file() and place.read_bytes() == content:
            return
        place.parent.mkdir(parents=True, exist_ok=True)
        # Never into the file itself: it is also that of the release before.
        fresh = place.with_name(f".{place.name}.{secrets.token_hex(4)}")
        fresh.write_bytes(content)
        fresh.replace(place)
        self.written += 1


@contextlib.contextmanager
def release(folder: Path) -> Iterator[Release]:
    """The next release; it counts once the block ends without an error."""
    (folder / "releases").mkdir(parents=True, exist_ok=True)
    with alone(folder / ".lock"):
        _sweep(folder, keep=1)
        name = f"{now():%Y%m%d-%H%M%S}-{secrets.token_hex(3)}"
        root = folder / "releases" / f".{name}"
        _link_all(folder / "current", root)
        found = Release(root, _state(folder).get("pages", {}))
        yield found
        done = folder / "releases" / name
        root.rename(done)
        _point(folder, done)
        _write_state(folder, {"pages": found.known, "release": name})
        _sweep(folder, keep=KEPT)


@contextlib.contextmanager
def alone(path: Path) -> Iterator[None]:
    """One writer at a time on this machine; a lock ends with its process."""
    with path.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise Busy(str(path)) from error
        yield


def _link_all(old: Path, new: Path) -> None:
    if not old.is_dir():
        new.mkdir(parents=True)
        return
    try:
        shutil.copytree(old, new, copy_function=os.link, symlinks=True)
    except shutil.Error:
        # A file system without links to files.
        shutil.rmtree(new)
        shutil.copytree(old, new)


def _point(folder: Path, target: Path) -> None:
    fresh = folder / f".current-{secrets.token_hex(4)}"
    fresh.symlink_to(target.relative_to(folder))
    fresh.replace(folder / "current")


def _state(folder: Path) -> dict[str, Any]:
    with contextlib.suppress(OSError, ValueError):
        found = json.loads((folder / STATE).read_text(encoding="utf-8"))
        # What another release says tells nothing about this one.
        if (folder / "current").resolve().name == found.get("release"):
            return found
    return {}


def _write_state(folder: Path, found: dict[str, Any]) -> None:
    fresh = folder / f".{STATE}"
    fresh.write_text(json.dumps(found), encoding="utf-8")
    fresh.replace(folder / STATE)


def _sweep(folder: Path, *, keep: int) -> None:
    """Take away older releases and those that were never finished; never the one that counts."""
    current = (folder / "current").resolve()
    found = sorted((folder / "releases").iterdir(), key=lambda path: path.name.lstrip("."))
    whole = [path for path in found if not path.name.startswith(".") and path != current]
    gone = [path for path in found if path.name.startswith(".")]
    gone += whole[: max(len(whole) - (keep - 1), 0)] if keep > 1 else []
    for path in gone:
        shutil.rmtree(path, ignore_errors=True)
