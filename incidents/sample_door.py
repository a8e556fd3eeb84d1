"""The last look at what is about an invented case: it reaches nobody, whatever room has written it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from teams.sample import NUMBERS_FROM

if TYPE_CHECKING:
    from outbox.models import OutboxMessage


def objection(message: OutboxMessage) -> str:
    """References of the sample's cases, drills and texts begin where no real one ever comes."""
    _kind, dash, number = message.subject.partition("-")
    if dash and number.isdecimal() and int(number) >= NUMBERS_FROM:
        return "The sample is invented and tells nobody."
    return ""
