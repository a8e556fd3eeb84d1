"""Strict readers of environment variables; a secret may also stand in a `*_FILE`."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

SHORTEST_KEY = 32
FLAGS = {"true": True, "1": True, "false": False, "0": False, "": False}


def flag(name: str, *, default: bool) -> bool:
    """A boolean; anything but true/false/1/0 is an error, so that "yes" is not silently off."""
    text = os.environ.get(name)
    if text is None:
        return default
    if text.lower() not in FLAGS:
        message = f"{name} must be true or false, not {text!r}."
        raise SystemExit(message)
    return FLAGS[text.lower()]


def words(name: str, default: str = "") -> list[str]:
    """A comma-separated list without empty parts."""
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


def secret(name: str) -> str | None:
    """The variable, or the content of the file that `<name>_FILE` names."""
    if path := os.environ.get(f"{name}_FILE"):
        return Path(path).read_text(encoding="utf-8").strip()
    return os.environ.get(name)


def kept_secret(path: Path) -> str:
    """A random secret made once and kept, readable by the owner only."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50), encoding="utf-8")
    return path.read_text(encoding="utf-8").strip()


def keys(name: str, path: Path) -> list[str]:
    """Secrets separated by white space or commas, else one that is made once and kept."""
    found = (secret(name) or kept_secret(path)).replace(",", " ").split()
    if not found or min(map(len, found)) < SHORTEST_KEY:
        message = f"Each key in {name} must have at least {SHORTEST_KEY} characters."
        raise SystemExit(message)
    return found
