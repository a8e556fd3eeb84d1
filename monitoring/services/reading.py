"""One reading of a source: the network's part, without the database."""

from __future__ import annotations

import logging
import traceback
from typing import TYPE_CHECKING, Any

from crisisdesk.kernel.sealing import CannotOpen
from monitoring.connectors.base import Account, Harvest, Trouble
from monitoring.connectors.failures import understood
from monitoring.connectors.fitting import fitted
from monitoring.connectors.registry import connector_of

if TYPE_CHECKING:
    from monitoring.connectors.base import Connector
    from monitoring.models import Connection

#: Seconds that one page may take, however slowly the other side drips.
PATIENCE = 60.0
log = logging.getLogger(__name__)


def read_source(row: Connection) -> Harvest:
    """The next page of a stored source; `Trouble` says why there is none."""
    connector = connector_of(row.source.kind)
    if connector is None:
        raise Trouble("no_connector", lasting=True)
    return read(connector, row.options, opened(row), row.cursor)


def opened(row: Connection) -> dict[str, Any]:
    """The secrets of a source, if this desk's key still opens them."""
    try:
        return row.secrets()
    except CannotOpen as error:
        raise Trouble("sealed", lasting=True) from error


def read(
    connector: Connector,
    options: dict[str, Any],
    secrets: dict[str, Any],
    cursor: dict[str, Any],
    *,
    trial: bool = False,
    seconds: float = PATIENCE,
) -> Harvest:
    """Ask a connector for a page, within the desk's limits; every failure becomes a `Trouble`."""
    from outbox.egress import Door, patience  # noqa: PLC0415 -- the web need not load it

    with patience(seconds) as limit, Door() as door:
        try:
            harvest = connector.fetch(Account(options, secrets, door, trial=trial), cursor)
        except Trouble:
            raise
        except Exception as error:
            trouble = understood(error, door, limit, str(options.get("host", "")))
            if trouble.code == "unexpected":
                _log(connector.kind, error)
            raise trouble from error
    harvest.items = [fitted(item) for item in harvest.items]
    return harvest


def _log(kind: str, error: Exception) -> None:
    """Where it happened, without its words: they may hold an address with a key in it."""
    frames = "".join(traceback.format_tb(error.__traceback__))
    log.error("A source of kind %s raised %s:\n%s", kind, type(error).__name__, frames)
