"""How sending may fail; the relay treats each in its own way."""

from __future__ import annotations


class DeliveryError(Exception):
    """Root of what a transport may raise; `answer` is the other side's code, if it gave one."""

    def __init__(self, detail: str, answer: int | None = None) -> None:
        self.answer = answer
        super().__init__(detail)


class Unreachable(DeliveryError):
    """Nobody answers on this channel: not the message's fault, so it waits and others do too."""


class Temporary(DeliveryError):
    """Not taken now; worth another try later."""


class Permanent(DeliveryError):
    """Will never be taken as it is; a person must look."""


class Withdrawn(DeliveryError):
    """Not wanted any more: its reader left, or the address is dead; nobody need look."""
