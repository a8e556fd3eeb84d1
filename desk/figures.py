"""The shapes of figures: how long, and so many of so many."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import timedelta

MEDIAN, HIGH = 0.5, 0.9


@dataclass(frozen=True)
class Length:
    """A duration over many cases; without a case there is no median."""

    key: str
    label: str
    definition: str
    n: int
    median: timedelta | None
    p90: timedelta | None


@dataclass(frozen=True)
class Share:
    """So many of so many; of none there is no share."""

    key: str
    label: str
    definition: str
    done: int
    of: int

    @property
    def share(self) -> float | None:
        return self.done / self.of if self.of else None
