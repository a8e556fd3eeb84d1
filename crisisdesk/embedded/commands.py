"""What a management command needs before Django reads its settings: a database that answers."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from crisisdesk import database
from crisisdesk.embedded import demo, lease, paths
from crisisdesk.embedded.binaries import NoPostgres
from crisisdesk.embedded.cluster import CannotStart

# These read and write files only; a help text must not start a server.
WITHOUT_DATABASE = {
    "help",
    "version",
    "makemessages",
    "compilemessages",
    "startapp",
    "findstatic",
    "collectstatic",
    "diffsettings",
    "check",
    "classify",
    "score_series",
}
# This one reads the desk's own rows unless it is given a file or told to rebuild what is shipped.
FILE_INSTEAD = {"train_sentiment"}
FLAGS_INSTEAD = {"--shipped"}
HELP = {"-h", "--help", "--version"}


def prepare(arguments: list[str]) -> None:
    """Find the running embedded services or start them; they stop after their last user."""
    if not database.is_embedded() or not needs_database(arguments):
        return
    data = paths.data_folder()
    os.environ["CRISISDESK_DATA"] = str(data)
    try:
        held = lease.acquire(data)
    except (NoPostgres, CannotStart) as error:
        raise SystemExit(str(error)) from error
    demo.announce(data)
    if held.fresh and arguments[0] != "migrate":
        migrate()


def needs_database(arguments: list[str]) -> bool:
    if not arguments or HELP & set(arguments):
        return False
    if arguments[0] in FILE_INSTEAD:
        return not any(Path(one).is_file() or one in FLAGS_INSTEAD for one in arguments[1:])
    return arguments[0] not in WITHOUT_DATABASE


def migrate() -> None:
    """Bring the tables up to date; the checks of the whole project have their place in ./test."""
    manage("migrate", "--no-input", "--skip-checks", "--verbosity", "0")


def manage(*arguments: str) -> None:
    """Run another management command for its effect; its failure is ours."""
    command = [sys.executable, str(paths.ROOT / "manage.py"), *arguments]
    nothing = subprocess.DEVNULL
    done = subprocess.run(command, check=False, stdin=nothing, stdout=nothing)
    if done.returncode:
        raise SystemExit(f"crisisdesk: manage.py {arguments[0]} failed; its reason is above.")


def ask(*arguments: str) -> str:
    """Run another management command for what it prints; empty where it fails."""
    command = [sys.executable, str(paths.ROOT / "manage.py"), *arguments]
    done = subprocess.run(
        command, check=False, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True
    )
    return done.stdout.strip() if done.returncode == 0 else ""
