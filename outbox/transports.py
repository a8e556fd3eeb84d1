"""The ways out of the building and what may go wrong on them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from outbox import mail, social, webhooks
from outbox.models import Channel

if TYPE_CHECKING:
    from collections.abc import Callable

    from outbox.models import OutboxMessage


@dataclass(frozen=True)
class Transport:
    """`send` returns the other side's code when it has taken the message and raises an
    `outbox.failures` error otherwise. `once_only`: saying it twice is worse than asking a person.
    `public`: anyone may read it, so the relay hands over nothing that is of a drill or does not
    say that it is not.
    """

    send: Callable[[OutboxMessage], int | None]
    once_only: bool = False
    public: bool = False


def _reach(message: OutboxMessage) -> None:
    from outbox.reaching import sending  # noqa: PLC0415 -- the web need not load it

    sending.send(message)


_transports: dict[str, Transport] = {
    Channel.EMAIL: Transport(mail.send),
    Channel.WEBHOOK: Transport(webhooks.send),
    Channel.SOCIAL: Transport(social.send, once_only=True, public=True),
    # The receiver knows a repeated key.
    Channel.PUSH: Transport(_reach),
    Channel.MATRIX: Transport(_reach),
    # It does not: when in doubt a person looks, except for what wakes somebody.
    Channel.TELEGRAM: Transport(_reach, once_only=True),
    Channel.SLACK: Transport(_reach, once_only=True),
    Channel.MSTEAMS: Transport(_reach, once_only=True),
    Channel.ZALO: Transport(_reach, once_only=True),
    Channel.SMS: Transport(_reach, once_only=True),
    Channel.VOICE: Transport(_reach, once_only=True),
}


def transport(channel: str) -> Transport:
    return _transports[channel]


def channels() -> list[str]:
    """Every way out that there is."""
    return list(_transports)


def register(channel: str, way: Transport) -> None:
    """Add a way out; rooms above do it in their AppConfig.ready()."""
    _transports[channel] = way


def once_only() -> list[str]:
    """Channels on which a message must never be repeated without a person's word."""
    return [channel for channel, way in _transports.items() if way.once_only]
