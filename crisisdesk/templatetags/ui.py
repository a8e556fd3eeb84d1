"""The tags of `templates/ui/`: `{% load ui %}`."""

from crisisdesk.ui import (
    actions,
    blocks,
    charts,
    forms,
    icons,
    lists,
    numbers,
    page,
    people,
    times,
    veil,
    words,
)
from crisisdesk.ui.library import register

__all__ = [
    "actions",
    "blocks",
    "charts",
    "forms",
    "icons",
    "lists",
    "numbers",
    "page",
    "people",
    "register",
    "times",
    "veil",
    "words",
]
