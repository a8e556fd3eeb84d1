"""Make the project's own Python environment, on nothing but the standard library.

`.venv/` is filled from hashed locks. A stamp beside it says which lock it was filled from, so that
the next start does nothing.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from crisisdesk.embedded import locks
from crisisdesk.embedded.paths import ROOT

VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
OLDEST = (3, 11)
RUNTIME = "requirements.txt"
TESTS = "requirements-test.txt"
UV = "uv==0.13.*"


class CannotInstall(SystemExit):
    """The environment cannot be made; the sentence says what to do."""


def enter_if_bare(*arguments: str) -> None:
    """Go on in the project's environment, unless this one can run the desk just as well."""
    elsewhere = not PYTHON.exists() or in_some_environment()
    equipped = elsewhere and find_spec("django") and find_spec("psycopg")
    if not inside() and not equipped:
        ensure((RUNTIME,))
        become(*arguments)


def become(*arguments: str) -> None:
    """Replace this process by the environment's Python."""
    os.execv(PYTHON, [str(PYTHON), *arguments])  # noqa: S606 -- no shell wanted


def inside() -> bool:
    return Path(sys.prefix).resolve() == VENV.resolve()


def in_some_environment() -> bool:
    return sys.prefix != sys.base_prefix


def ensure(lists: tuple[str, ...]) -> None:
    """Make the environment or bring it up to its locks; a second caller waits for the first."""
    with locks.held(ROOT / ".venv.lock"):
        if not works():
            create()
        if stale := missing(lists):
            tell(f"installing {' and '.join(stale)} (once)")
            install(lists)
            for name in lists:
                stamp(name).write_text(digest(name), encoding="utf-8")


def missing(lists: tuple[str, ...]) -> list[str]:
    """The locks that the environment was not filled from."""
    return [name for name in lists if _read(stamp(name)) != digest(name)]


def works() -> bool:
    """Whether there is an environment of a Python that is new enough and still there."""
    check = f"import sys; sys.exit(sys.version_info < {OLDEST})"
    try:
        return subprocess.run([PYTHON, "-c", check], check=False).returncode == 0
    except OSError:
        return False


def create() -> None:
    """Make an empty environment, with uv if the standard library's way is not installed."""
    tell(f"making {VENV.name} with Python {sys.version.split()[0]}")
    shutil.rmtree(VENV, ignore_errors=True)
    if find_spec("ensurepip"):
        command = [sys.executable, "-m", "venv", str(VENV)]
    elif uv := shutil.which("uv"):
        command = [uv, "venv", "--quiet", "--python", sys.executable, str(VENV)]
    else:
        version = "{}.{}".format(*sys.version_info)
        raise CannotInstall(
            f"This Python cannot make environments. On Debian or Ubuntu: "
            f"sudo apt install python{version}-venv (or python3-venv), then start again."
        )
    run(command, "The Python environment could not be made.")


def install(lists: tuple[str, ...]) -> None:
    """Install exactly what the locks hold: with uv in seconds, else with pip."""
    chosen = [part for name in lists for part in ("-r", str(ROOT / name))]
    what = ["--quiet", "--require-hashes", *chosen]
    uv = shutil.which("uv") or _uv()
    if uv and succeeds([uv, "pip", "install", "--python", str(PYTHON), *what]):
        return
    pip = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", *what]
    run(pip, "The packages could not be installed; is the package index reachable?")


def run(command: list[str], failure: str) -> None:
    if not succeeds(command):
        raise CannotInstall(f"{failure} ({' '.join(command[:4])} … failed)")


def succeeds(command: list[str]) -> bool:
    """Run with its output on our error channel, so that a command's output stays its own."""
    done = subprocess.run(command, check=False, stdin=subprocess.DEVNULL, stdout=sys.stderr)
    return done.returncode == 0


def tell(sentence: str) -> None:
    sys.stderr.write(f"crisisdesk: {sentence}\n")
    sys.stderr.flush()


def stamp(name: str) -> Path:
    return VENV / f".filled-from-{name}"


def digest(name: str) -> str:
    return hashlib.sha256((ROOT / name).read_bytes()).hexdigest()


def _uv() -> str | None:
    """Uv inside the environment, fetched by pip; None where that fails."""
    inside_venv = VENV / "bin" / "uv"
    if not inside_venv.exists():
        pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", UV]
        subprocess.run(pip, check=False, stdin=subprocess.DEVNULL, capture_output=True)
    return str(inside_venv) if inside_venv.exists() else None


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""
