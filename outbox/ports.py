"""Where rooms above plug into the outbox; they register in their AppConfig.ready()."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import timedelta

    Facts = dict[str, Any]


@dataclass(frozen=True)
class Account:
    """Where a webhook's messages go, and what they are signed with."""

    url: str
    secret: str


_fresh: dict[str, Callable[[Facts], Facts]] = {}
_alarms: list[Callable[[int, timedelta], None]] = []
_accounts: list[Callable[[str], Account | None]] = []


def fresh_facts(topic: str, source: Callable[[Facts], Facts]) -> None:
    """Add facts to a topic at the moment of sending, such as a link that must not be stored."""
    _fresh[topic] = source


def facts_of(topic: str, stored: Facts) -> Facts:
    """The stored facts and those that are made now."""
    return {**stored, **_fresh[topic](stored)} if topic in _fresh else stored


def alarm(tell: Callable[[int, timedelta], None]) -> None:
    """Be told, by another way than the outbox, that `count` messages are late and by how much."""
    _alarms.append(tell)


def ring(count: int, late_by: timedelta) -> None:
    for tell in _alarms:
        tell(count, late_by)


def accounts(source: Callable[[str], Account | None]) -> None:
    """Resolve the addresses of webhook messages; secrets stay out of the outbox."""
    _accounts.append(source)


def account(address: str) -> Account | None:
    """The account behind an address; None if it is gone."""
    found = (source(address) for source in _accounts)
    return next((one for one in found if one), None)
