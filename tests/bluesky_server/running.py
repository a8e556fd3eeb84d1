"""Bluesky's own programs on loopback, for tests that want the real thing.

They are installed once, outside of this tree, in the folder that BLUESKY_SERVER names; without
them these tests are skipped, and say how to get them.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

import pytest
from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Callable

PACKAGE = "@atproto/dev-env@0.3.215"
PLACE = Path(os.environ.get("BLUESKY_SERVER") or f"{tempfile.gettempdir()}/crisisdesk-bluesky")
PROGRAM = Path(__file__).with_name("network.js")


class Network:
    """The running programs. `url` is where one signs in, `own` where the accounts live."""

    def __init__(self, process: subprocess.Popen, errors: Path) -> None:
        self.process, self.errors = process, errors
        told = self.hear()
        self.url, self.own = told["url"], told["own"]

    def hear(self) -> dict:
        if line := self.process.stdout.readline():
            return json.loads(line)
        raise RuntimeError(self.errors.read_text()[-2000:])

    def tell(self, *command: str) -> None:
        self.process.stdin.write(json.dumps(command) + "\n")
        self.process.stdin.flush()
        self.hear()

    def settle(self) -> None:
        """Wait until what was written can be found."""
        self.tell("settle")

    def stop(self) -> None:
        self.tell("stop")

    def start(self) -> None:
        self.tell("start")

    def lose(self, what: str, where: str) -> None:
        """The next "question" to this method, or the "answer" to it, is lost on the way."""
        self.tell("lose", what, f"/xrpc/{where}")


def missing() -> str:
    """What to do before these tests can run, or nothing."""
    if not shutil.which("node"):
        return "NO BLUESKY SERVER: Node.js 20 is not installed."
    if not (PLACE / "node_modules" / "@atproto" / "dev-env").is_dir():
        return f"NO BLUESKY SERVER: npm install --prefix {PLACE} {PACKAGE}"
    return ""


@contextmanager
def running(folder: Path, database_allowed: Callable):
    if why := missing():
        pytest.skip(why)
    with database(database_allowed) as address:
        asked = {"installed": str(PLACE), "folder": str(folder), "database": address}
        errors = folder / "errors"
        with errors.open("w") as stderr:
            process = subprocess.Popen(
                ["node", str(PROGRAM), json.dumps(asked)], text=True, stderr=stderr,
                stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                env={**os.environ, "LOG_ENABLED": "false"},
            )  # fmt: skip
        with process:
            try:
                yield Network(process, errors)
            finally:
                process.kill()


@contextmanager
def database(allowed: Callable):
    """A database beside that of the tests, and its address in the words of its own driver."""
    known = connection.settings_dict
    name = f"{known['NAME']}_bluesky"
    with allowed(), connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{name}"')
    try:
        where = {"host": known["HOST"] or "localhost"}
        where |= {"port": known["PORT"]} if known["PORT"] else {}
        who = quote(known["USER"], safe="")
        who += f":{quote(known['PASSWORD'], safe='')}" if known["PASSWORD"] else ""
        yield f"postgresql://{who}@/{quote(name)}?{urlencode(where, safe='/')}"
    finally:
        with allowed(), connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
