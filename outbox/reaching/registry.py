"""Every kind of way this desk can reach a person by."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from outbox.reaching.base import Way

_ways: dict[str, Way] = {}


def register(way: Way) -> None:
    """Add a kind; an installed app does it in `AppConfig.ready`."""
    _ways[way.kind] = way


def way_of(kind: str) -> Way | None:
    return _ways.get(kind)


def ways() -> list[Way]:
    """In the order of their registration."""
    return list(_ways.values())


def ways_with_account() -> list[Way]:
    """Those that an admin connects."""
    return [way for way in _ways.values() if way.form]


def without_account(channel: str) -> Way | None:
    """The way of a channel for which nobody connects anything."""
    found = (way for way in _ways.values() if way.channel == channel and not way.form)
    return next(found, None)
