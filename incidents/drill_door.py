"""The last look at what a drill sends: it reaches its players, whatever room has written it.

A message belongs to a drill when its subject or any of its facts names one (`DRL-204`), unless it is
proved to be of a real case; one that only says that it is of a drill goes to nobody outside the desk. A collection is taken apart: what is
of a drill that its reader does not play goes, and of a collection of that alone nothing is left.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from incidents import players
from incidents.models import Incident
from outbox.outside import is_outside
from teams.reaching.delivering import person_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from outbox.models import OutboxMessage

#: References of drills, wherever they stand: in a subject, in an address, in a sentence.
NAMED = re.compile(r"\bDRL-(\w+)")
_CASE = re.compile(r"INC-(\d{1,9})")
REFUSED = "A drill is told to its players alone."


def objection(message: OutboxMessage) -> str:
    """Nothing about a drill goes to anybody but its players, and nothing without saying so."""
    if "held" in message.facts:
        return _collection(message)
    drills = _spoken_of(message.subject, message.facts)
    if not drills:
        return _unnamed(message)
    if is_outside(message.topic) or not hears(message, drills):
        return REFUSED
    message.facts = {**message.facts, "drill": True}
    return ""


def _unnamed(message: OutboxMessage) -> str:
    """It says that it is of a drill and not of which: then it stays among the desk's own people.

    Letters outside and public ways have their own look at that, and a person sees what they refuse.
    """
    if not message.facts.get("drill") or is_outside(message.topic):
        return ""
    return "" if person_of(message) is not None else REFUSED


def _collection(message: OutboxMessage) -> str:
    held = message.facts["held"]
    left = [row for row in held if _may_stay(message, row)]
    if left == held:
        return ""
    count = message.facts.get("count", len(held)) - (len(held) - len(left))
    message.facts = {**message.facts, "held": left, "count": count}
    return "" if left else REFUSED


def _may_stay(message: OutboxMessage, row: dict[str, Any]) -> bool:
    drills = _spoken_of(row["subject"], row["facts"])
    return not drills or hears(message, drills)


def _spoken_of(subject: str, facts: dict[str, Any]) -> set[str]:
    """Drills that a message belongs to.

    A real case may mention one in its words ("as in DRL-3"): it is a real case all the same, and
    whoever did not play then must hear of it.
    """
    found = named(subject, facts)
    if found and _is_real(subject, facts):
        return named("", {"url": facts.get("url", "")})
    return found


def _is_real(subject: str, facts: dict[str, Any]) -> bool:
    """It says that it is no drill, is about a case, and that case is none."""
    case = _CASE.fullmatch(subject)
    if case is None or facts.get("drill") is not False:
        return False
    return Incident.objects.real().filter(number=int(case[1])).exists()


def named(subject: str, facts: dict[str, Any]) -> set[str]:
    """Numbers of the drills that a message speaks of."""
    return {number for text in (subject, *_strings(facts)) for number in NAMED.findall(text)}


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _strings(one)
    elif isinstance(value, list):
        for one in value:
            yield from _strings(one)


def hears(message: OutboxMessage, drills: set[str]) -> bool:
    """Whether whoever gets the message plays in every one of these drills."""
    person = person_of(message)
    return person is not None and all(person in _players(number) for number in drills)


def _players(number: str) -> set[int]:
    known = number.isascii() and number.isdecimal()
    return players.of_number(int(number)) if known else set()
