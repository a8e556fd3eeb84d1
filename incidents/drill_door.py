"""The last look at what a drill sends: it reaches its players, whatever room has written it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from incidents import players
from teams.reaching.delivering import person_of

if TYPE_CHECKING:
    from outbox.models import OutboxMessage

#: What references of drills begin with.
DRILL, _DASH = "DRL", "-"


def objection(message: OutboxMessage) -> str:
    """Nothing about a drill goes to anybody but its players, and nothing without saying so."""
    kind, dash, number = message.subject.partition(_DASH)
    if kind != DRILL or not dash:
        return ""
    if not number.isdecimal() or person_of(message) not in players.of_number(int(number)):
        return "A drill is told to its players alone."
    message.facts = {**message.facts, "drill": True}
    return ""
