"""Run every check and test, or with paths only the tests in them.

Starts a throw-away PostgreSQL unless DATABASE_URL names one; it vanishes with us.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from crisisdesk.embedded import installation, lease, paths

PYTHON = sys.executable
BROWSER = ("chromium", "chromium-browser", "google-chrome")
MAIL = ("dovecot", "/usr/sbin/dovecot")
# As on a real server: what `check --deploy` finds wrong then is wrong there.
DEPLOYED = {
    "DEBUG": "false",
    "PUBLIC_URL": "https://desk.example",
    "ALLOWED_HOSTS": "desk.example",
    "SECRET_KEY": "for-this-check-only-" + "abcdefghijklmnopqrstuvwxyz0123456789" * 2,
}
LINT_IMPORTS = "from importlinter.cli import lint_imports_command as go; go()"


@dataclass(frozen=True)
class Check:
    name: str
    command: list[str]
    environment: dict[str, str] = field(default_factory=dict)


CHECKS = [
    Check("lint", [PYTHON, "-m", "ruff", "check", "--quiet", "--output-format", "concise", "."]),
    Check("format", [PYTHON, "-m", "ruff", "format", "--check", "--output-format", "concise", "."]),
    Check("arrows between rooms", [PYTHON, "-c", LINT_IMPORTS]),
    Check("migrations", [PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"]),
    Check(
        "deployment",
        [PYTHON, "manage.py", "check", "--deploy", "--tag", "security", "--fail-level", "WARNING"],
        DEPLOYED,
    ),
    Check("translations", [PYTHON, "tools/messages.py", "check"]),
]


def main() -> None:
    options = arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("Ended by a signal."))
    os.environ["PYTHONUNBUFFERED"] = "1"
    with ExitStack() as stack:
        provide_database(stack)
        provide_peers()
        failed = run_all(options)
    if failed:
        sys.exit(f"FAILED: {', '.join(failed)}")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./test", description=__doc__)
    parser.add_argument("--long", action="store_true", help="run the tests marked long as well")
    parser.add_argument("--coverage", action="store_true", help="measure branch coverage")
    options, rest = parser.parse_known_args()
    options.rest = [from_root(word) for word in rest]
    return options


def from_root(word: str) -> str:
    """A path as the repository's root sees it; other words are pytest's."""
    path, _, test = word.partition("::")
    if word.startswith("-") or (paths.ROOT / path).exists() or not Path(path).exists():
        return word
    return "::".join(part for part in (str(Path(path).resolve()), test) if part)


def provide_database(stack: ExitStack) -> None:
    if "DATABASE_URL" in os.environ:
        return
    data = Path(tempfile.mkdtemp(prefix="crisisdesk-test-"))
    stack.enter_context(lease.throw_away(data))
    os.environ["DATABASE_URL"] = paths.url(data)
    os.environ["CRISISDESK_DATA"] = str(data)


def provide_peers() -> None:
    """What some tests talk to; a build server's root may install it."""
    provide(BROWSER, "Chromium", "browser tests", "chromium", "fonts-dejavu-core")
    provide(MAIL, "Dovecot", "tests of mailboxes", "dovecot-imapd")


def provide(programs: tuple[str, ...], name: str, tests: str, *packages: str) -> None:
    """Install a program where that is ours to do; say loudly what is skipped without it."""
    if any(map(shutil.which, programs)):
        return
    if os.environ.get("CI") and os.geteuid() == 0 and shutil.which("apt-get"):
        installation.tell(f"installing {name} for the {tests}")
        install(*packages)
    if not any(map(shutil.which, programs)):
        installation.tell(f"NO {name.upper()}: {tests} are skipped; install it to run them")


def install(*packages: str) -> None:
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    fetch = ["install", "-y", "-qq", "--no-install-recommends", *packages]
    for step in (["update", "-qq"], fetch):
        done = subprocess.run(
            ["apt-get", *step], check=False, env=quiet, capture_output=True, text=True
        )
        if done.returncode:
            installation.tell(f"apt-get {step[0]} failed: {done.stderr.strip()[-300:]}")


def run_all(options: argparse.Namespace) -> list[str]:
    """Run every check however the others end; the names of those that failed."""
    template = None if options.rest else begin_template()
    failed = [] if options.rest else failures(CHECKS)
    if template and template.wait() == 0:
        os.environ["TEST_DATABASE_TEMPLATE"] = paths.NAME
    if not passes(Check("tests", pytest(options)), quiet=False):
        failed.append("tests")
    return failed


def failures(checks: Sequence[Check]) -> list[str]:
    """Run as many at once as there are cores; the names of those that failed."""
    pool = ThreadPoolExecutor(os.cpu_count())
    try:
        verdicts = list(pool.map(passes, checks))
    finally:
        pool.shutdown(cancel_futures=True)
    return [check.name for check, passed in zip(checks, verdicts, strict=True) if not passed]


def begin_template() -> subprocess.Popen[bytes] | None:
    """Migrate our throw-away database beside the checks, so that the tests' workers copy it.

    Where that fails every worker migrates its own, and says why it cannot.
    """
    if os.environ["DATABASE_URL"] != paths.url(paths.data_folder()):
        return None
    quiet = ["--no-input", "--skip-checks", "--verbosity", "0"]
    return subprocess.Popen([PYTHON, "manage.py", "migrate", *quiet])


def pytest(options: argparse.Namespace) -> list[str]:
    # By file, for what shares one database or machine; groups are lost on pytest 9.2 (xdist 3.8).
    # In the order of the tree: by number of tests the one long journey would come last, alone.
    # One more worker than cores: whoever waits for a browser or a server leaves a core idle.
    workers = str((os.cpu_count() or 1) + 1)
    spread = ["-n", workers, "--dist", "loadfile", "--no-loadscope-reorder"]
    chosen = spread if not options.rest else options.rest
    if not options.rest and not options.long:
        chosen += ["-m", "not long"]
    if options.coverage:
        chosen += ["--cov", "--cov-report=term:skip-covered"]
    slowest = ["--durations", "5", "--durations-min", "5"]
    return [PYTHON, "-m", "pytest", "-q", *slowest, *chosen]


def passes(check: Check, *, quiet: bool = True) -> bool:
    """Run one check from the root; a quiet one speaks only when it fails."""
    began = time.monotonic()
    done = subprocess.run(
        check.command,
        check=False,
        cwd=paths.ROOT,
        env={**os.environ, **check.environment},
        stdin=subprocess.DEVNULL,
        capture_output=quiet,
        text=True,
    )
    if quiet:
        said = f"{done.stdout}{done.stderr}" if done.returncode else ""
        verdict = "FAILED" if done.returncode else "ok"
        sys.stdout.write(f"{check.name:<22} {verdict} {time.monotonic() - began:5.1f} s\n{said}")
        sys.stdout.flush()
    return done.returncode == 0


if __name__ == "__main__":
    main()
