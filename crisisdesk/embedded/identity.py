"""Who PostgreSQL runs as: it refuses to run as root, and we open no folder for it.

An ordinary user runs it as itself. Root shows it another user id inside a user namespace; the
files stay root's. Where namespaces are forbidden (most containers) root runs a copy as `nobody`.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import pwd
import shutil
import subprocess
import tempfile
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from crisisdesk.embedded.binaries import Binaries

NAMESPACE = ("unshare", "--user", "--map-user=65534", "--map-group=65534")
NOBODY = "nobody"
SHARED = Path("/var/lib/crisisdesk")


@dataclass(frozen=True)
class Identity:
    """How to start PostgreSQL's programs so that they accept to run."""

    prefix: tuple[str, ...] = ()
    user: str | None = None

    def run(self, *command: object, check: bool = True) -> int:
        """Run a program quietly; its complaint is in the exception."""
        done = subprocess.run(
            [*self.prefix, *map(str, command)],
            check=False,
            cwd="/",
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            **self._as_user(),
        )
        if check and done.returncode:
            raise subprocess.CalledProcessError(done.returncode, command, done.stdout, done.stderr)
        return done.returncode

    def _as_user(self) -> dict[str, object]:
        if not self.user:
            return {}
        return {"user": self.user, "group": pwd.getpwnam(self.user).pw_gid, "extra_groups": []}

    def owns(self, folder: Path) -> None:
        """Give a folder of root's to the user that PostgreSQL runs as."""
        if self.user and folder.stat().st_uid == 0:
            for path in (folder, *folder.rglob("*")):
                shutil.chown(path, self.user, pwd.getpwnam(self.user).pw_gid)

    def reaches(self, folder: Path) -> bool:
        """Whether the programs can enter a folder that exists."""
        return not self.user or self.run("test", "-x", folder, check=False) == 0


def for_cluster(folder: Path) -> Identity:
    """The identity that works for this user, on this machine, with these tables."""
    if os.geteuid() != 0:
        return Identity()
    foreign = folder.exists() and folder.stat().st_uid != 0
    return Identity(user=NOBODY) if foreign or not namespaces_work() else Identity(NAMESPACE)


@cache
def namespaces_work() -> bool:
    try:
        tried = subprocess.run([*NAMESPACE, "true"], capture_output=True, check=False)
    except OSError:
        return False
    return tried.returncode == 0


def reachable_binaries(found: Binaries, identity: Identity) -> Binaries:
    """The same programs, copied to a public place if `nobody` cannot reach ours."""
    if identity.reaches(found.folder):
        return found
    copy = SHARED / f"postgres-{_short(found.folder)}"
    if not copy.exists():
        _copy_whole(found.folder.parent, copy)
    return replace(found, folder=copy / found.folder.name)


def reachable_cluster(data: Path, identity: Identity) -> Path:
    """The folder for the tables: inside the data folder wherever PostgreSQL can go there."""
    if identity.reaches(data):
        return data / "postgres"
    return SHARED / f"data-{_short(data)}"


def _copy_whole(source: Path, target: Path) -> None:
    """Copy, then rename: a copy cut short is never taken for one."""
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = Path(tempfile.mkdtemp(dir=target.parent))
    shutil.copytree(source, unfinished, symlinks=True, dirs_exist_ok=True)
    unfinished.chmod(0o755)
    with contextlib.suppress(OSError):  # somebody else was faster
        unfinished.rename(target)


def _short(path: Path) -> str:
    return hashlib.sha256(str(path).encode()).hexdigest()[:12]
