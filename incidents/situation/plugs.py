"""What the situation report plugs into the outbox; called once, when the room is ready."""

from __future__ import annotations

from incidents.situation import sending
from outbox import outside, ports


def register() -> None:
    """The letters of a report, and what becomes of those that come back."""
    for topic in (sending.INSIDE, sending.OUTSIDE):
        ports.fresh_facts(topic, sending.facts)
    outside.register(sending.OUTSIDE, outside.Topic(sending.head, sending.objection))
    outside.on_bounce("i", sending.came_back)
