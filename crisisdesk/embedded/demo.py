"""Whether the embedded database holds the demo desk, and who may sign in to it."""

from __future__ import annotations

import os
from enum import Enum
from pathlib import Path

import psycopg

from crisisdesk.embedded import paths

DOMAIN = "demo.crisisdesk.test"
PASSWORD = "crisisdesk-demo"  # noqa: S105 -- public by design
PEOPLE = {
    "lead": "leads a crisis",
    "writer": "drafts statements",
    "manager": "comms head, approves",
    "legal": "approves for the law",
    "executive": "CEO, approves",
    "admin": "people, brands, playbooks",
    "viewer": "reads",
    "outsider": "belongs to another brand",
}


class Demo(Enum):
    """What the note in the data folder says."""

    WANTED = "wanted"  # being seeded; seeded again if that was cut short
    SEEDED = "seeded"
    NONE = "none"  # a real desk


def state(data: Path) -> Demo | None:
    note = _note(data)
    return Demo(note.read_text(encoding="utf-8").strip()) if note.exists() else None


def remember(data: Path, chosen: Demo) -> None:
    _note(data).write_text(chosen.value, encoding="utf-8")


def decide(data: Path, *, empty: bool) -> Demo:
    """Choose once: a database that people already use is never filled with demo data."""
    known = state(data)
    if known is None:
        known = Demo.NONE if empty or has_people(data) else Demo.WANTED
        remember(data, known)
    return known


def has_people(data: Path) -> bool:
    """Whether anybody can sign in with a password."""
    with psycopg.connect(**paths.embedded_address(data)) as connection:
        if not connection.execute("select to_regclass('teams_user')").fetchone()[0]:
            return False
        query = "select exists (select from teams_user where password <> '' and password !~ '^!')"
        return connection.execute(query).fetchone()[0]


def announce(data: Path) -> None:
    """Tell the settings of this process and its children which desk this is."""
    if state(data) in {Demo.WANTED, Demo.SEEDED}:
        os.environ.setdefault("CRISISDESK_DEMO", "true")


def sign_ins() -> list[str]:
    """Lines for the terminal."""
    width = max(map(len, PEOPLE)) + len(DOMAIN) + 1
    return [f"{f'{name}@{DOMAIN}':<{width}}  {what}" for name, what in PEOPLE.items()]


def _note(data: Path) -> Path:
    return data / "demo"
