"""What reports of staff plug into the outbox; called once, when the room is ready."""

from __future__ import annotations

from monitoring.staff import letters
from outbox import outside, ports


def register() -> None:
    """The letters to reporters, and what becomes of those that come back."""
    for topic in (letters.ANSWER, letters.THANKS):
        ports.fresh_facts(topic, letters.facts)
        outside.register(topic, outside.Topic(letters.head, letters.objection))
    outside.on_bounce("m", letters.came_back)
