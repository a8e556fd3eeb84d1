"""Questions that pages, API and other rooms ask about words."""

from statements.selectors.lists import (
    for_newsroom,
    listing,
    of_incident,
    open_promises,
    waiting_for,
)
from statements.selectors.queue import queue_of
from statements.selectors.state import Move, approvals_missing, moves, transitions, valid_until

__all__ = [
    "Move",
    "approvals_missing",
    "for_newsroom",
    "listing",
    "moves",
    "of_incident",
    "open_promises",
    "queue_of",
    "transitions",
    "valid_until",
    "waiting_for",
]
