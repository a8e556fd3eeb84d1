"""Which connectors there are.

An installed app adds its own in `AppConfig.ready`: `registry.register(MyConnector())`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitoring import enums

if TYPE_CHECKING:
    from monitoring.connectors.base import Connector

LONGEST_KIND = 20
_known: dict[str, Connector] = {}


def register(connector: Connector) -> None:
    """Make a kind of source known; the last one of a kind counts."""
    if not 0 < len(connector.kind) <= LONGEST_KIND:
        message = f"{connector.kind!r} is no kind: one to {LONGEST_KIND} letters."
        raise ValueError(message)
    if connector.kind not in enums.SourceKind.values:
        enums.ADDED_KINDS[connector.kind] = connector.label
    _known[connector.kind] = connector


def forget(kind: str) -> None:
    """Take a kind out again; sources of it say that their connector is missing."""
    _known.pop(kind, None)
    enums.ADDED_KINDS.pop(kind, None)


def every_one() -> list[Connector]:
    """All, in the order in which they were made known."""
    return list(_known.values())


def connector_of(kind: str) -> Connector | None:
    """The connector that reads sources of a kind."""
    return _known.get(kind)
