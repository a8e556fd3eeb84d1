"""Where the embedded services keep their files."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import quote

ROOT = Path(__file__).resolve().parents[2]
USER = "desk"
NAME = "crisisdesk"


def data_folder() -> Path:
    """The folder that holds everything a desk remembers: CRISISDESK_DATA or .data/."""
    chosen = os.environ.get("CRISISDESK_DATA", "").strip()
    return Path(chosen).expanduser().resolve() if chosen else ROOT / ".data"


def run_folder(data: Path) -> Path:
    """Locks and notes about what runs now; nothing in it outlives its processes."""
    return data / "run"


def cluster_folder(data: Path) -> Path:
    """PostgreSQL's own folder; elsewhere only where its user could not reach this one."""
    return recorded(data / "postgres.path") or data / "postgres"


def socket_folder(data: Path) -> Path:
    """Where the socket is: beside the tables, or in a short folder that a note names."""
    return recorded(run_folder(data) / "socket.path") or cluster_folder(data)


def embedded_address(data: Path) -> dict[str, str]:
    """How to reach the embedded database, in libpq's words."""
    return {"host": str(socket_folder(data)), "user": USER, "dbname": NAME}


def url(data: Path) -> str:
    """The same as a DATABASE_URL."""
    where = embedded_address(data)
    host = quote(where["host"], safe="/")
    return f"postgresql://{where['user']}@/{where['dbname']}?host={host}"


def recorded(note: Path) -> Path | None:
    """The path that a note holds, if there is one."""
    return Path(note.read_text(encoding="utf-8").strip()) if note.exists() else None
