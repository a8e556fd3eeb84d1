"""Where rooms above plug into the outbox; they register in their AppConfig.ready()."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import timedelta

    from outbox.models import OutboxMessage
    from outbox.publishers.base import Post

    Facts = dict[str, Any]


log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Account:
    """Where a webhook's messages go, and what they are signed with."""

    url: str
    secret: str


@dataclass(frozen=True)
class Job:
    """One posting as it stands at the moment of sending: by which account, which words."""

    kind: str
    options: dict[str, Any]
    secrets: dict[str, Any]
    post: Post
    is_drill: bool


@dataclass(frozen=True)
class Reach:
    """One way to one person at the moment of sending; `name` is what the receipt calls it."""

    name: str
    kind: str
    address: str
    options: dict[str, Any] = field(default_factory=dict)
    secrets: dict[str, Any] = field(default_factory=dict)
    #: What the way itself remembered of this address, such as a room it has opened.
    memory: dict[str, Any] = field(default_factory=dict)
    #: Where the network may tell that it has arrived.
    callback: str = ""
    #: Whoever keeps the connection may not read it: it says only that there is something.
    neutral: bool = False


_fresh: dict[str, Callable[[Facts], Facts]] = {}
_objections: dict[str, Callable[[Facts], str]] = {}
_doors: list[Callable[[OutboxMessage], str]] = []
_alarms: list[Callable[[int, timedelta], None]] = []
_accounts: list[Callable[[str], Account | None]] = []
_jobs: list[Callable[[OutboxMessage], Job]] = []
_reaches: list[Callable[[OutboxMessage], list[Reach]]] = []
_settled: dict[str, Callable[[OutboxMessage], object]] = {}


def fresh_facts(topic: str, source: Callable[[Facts], Facts]) -> None:
    """Add facts to a topic at the moment of sending, such as a link that must not be stored."""
    _fresh[topic] = source


def facts_of(topic: str, stored: Facts) -> Facts:
    """The stored facts and those that are made now."""
    return {**stored, **_fresh[topic](stored)} if topic in _fresh else stored


def objection(topic: str, ask: Callable[[Facts], str]) -> None:
    """Be asked again at the moment of sending, on every channel: a sentence why it is not wanted
    any more, or nothing.
    """
    _objections[topic] = ask


def topics() -> list[str]:
    """Topics that a room has said something about."""
    return [*_fresh, *_objections]


def door(ask: Callable[[OutboxMessage], str]) -> None:
    """Be asked at the moment of sending about every message, whichever room has written it."""
    if ask not in _doors:
        _doors.append(ask)


def objection_to(message: OutboxMessage) -> str:
    """Why the message is not to be sent now, or nothing."""
    if sentence := next((said for one in _doors if (said := one(message))), ""):
        return sentence
    ask = _objections.get(message.topic)
    return ask(message.facts) if ask else ""


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


def jobs(source: Callable[[OutboxMessage], Job]) -> None:
    """Say what a message to a social network is; the source raises `failures` where it is void."""
    _jobs[:] = [source]


def job(message: OutboxMessage) -> Job | None:
    return _jobs[0](message) if _jobs else None


def reaches(source: Callable[[OutboxMessage], list[Reach]]) -> None:
    """Say where a message to a person goes; the source raises `failures` where it must not go."""
    _reaches[:] = [source]


def reach(message: OutboxMessage) -> list[Reach]:
    return _reaches[0](message) if _reaches else []


def settled(channel: str, tell: Callable[[OutboxMessage], object]) -> None:
    """Be told after every attempt on a channel how its message stands now."""
    _settled[channel] = tell


def tell_settled(message: OutboxMessage) -> None:
    """Tell the room that asked; what fails there is made up for by its own sweep."""
    if (tell := _settled.get(message.channel)) is None:
        return
    try:
        message.refresh_from_db()
        tell(message)
    except Exception:
        log.exception("The outcome of %s was not passed on", message.key)
