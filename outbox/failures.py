"""How sending may fail; the relay treats each in its own way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import datetime


class DeliveryError(Exception):
    """Root of what a transport may raise; `answer` is the other side's code, if it gave one.

    `facts` are kept with the message for the room that asked for the sending.
    """

    def __init__(
        self, detail: str, answer: int | None = None, facts: dict[str, Any] | None = None
    ) -> None:
        self.answer, self.facts = answer, facts or {}
        super().__init__(detail)


class Unreachable(DeliveryError):
    """Nobody answers on this channel: not the message's fault, so it waits and others do too."""


class Temporary(DeliveryError):
    """Not taken now; worth another try later, and not before `again_at` where it is known."""

    again_at: datetime | None = None


class Permanent(DeliveryError):
    """Will never be taken as it is; a person must look."""


class Unclear(DeliveryError):
    """Whether it was taken is not known: never repeated by itself, a person must look."""


class Withdrawn(DeliveryError):
    """Not wanted any more: its reader left, or the address is dead; nobody need look."""
