"""Going through what is due."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

Row = TypeVar("Row")
log = logging.getLogger(__name__)


def each(rows: Iterable[Row], act: Callable[[Row], object]) -> int:
    """Act on every row and add up what came of it; one that fails does not stop the others."""
    done = 0
    for row in rows:
        try:
            done += int(act(row) or 0)  # type: ignore[call-overload]
        except Exception:
            # By its key: what a row says may be nobody's business in a log.
            key = getattr(row, "pk", row)
            log.exception("%s.%s failed for %s", act.__module__, act.__qualname__, key)
    return done
