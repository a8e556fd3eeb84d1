"""What drills plug into the rooms below."""

from __future__ import annotations

from drills import posts
from monitoring import ports


def register() -> None:
    """Called once, when the models are loaded."""
    ports.rehearsed(posts.rehearsed)
