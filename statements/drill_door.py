"""A text of a drill is named by its own reference too (`ST-12`), which does not say so."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from incidents import players
from incidents.drill_door import REFUSED
from outbox.outside import is_outside
from statements.models import Statement
from teams.reaching.delivering import person_of

if TYPE_CHECKING:
    from outbox.models import OutboxMessage

NAMED = re.compile(r"\bST-(\d{1,9})\b")


def objection(message: OutboxMessage) -> str:
    """What names a text of a drill goes to its players, and in no letter to people outside."""
    named = f"{message.subject} {message.facts.get('statement', '')}"
    numbers = [int(number) for number in NAMED.findall(named)]
    if not numbers:
        return ""
    texts = Statement.objects.filter(number__in=numbers, incident__is_drill=True)
    for text in texts.select_related("incident"):
        if is_outside(message.topic) or person_of(message) not in players.of_case(text.incident):
            return REFUSED
        # With the drill's own name, so that whoever asks next knows which one it is.
        message.facts = {**message.facts, "drill": True, "case": text.incident.reference}
    return ""
