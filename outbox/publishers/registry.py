"""Every kind of social network this desk can post to."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from outbox.publishers.base import Publisher

_publishers: dict[str, Publisher] = {}


def register(publisher: Publisher) -> None:
    """Add a kind; an installed app does it in `AppConfig.ready`."""
    _publishers[publisher.kind] = publisher


def publisher_of(kind: str) -> Publisher | None:
    return _publishers.get(kind)


def publishers() -> list[Publisher]:
    return list(_publishers.values())
