"""Timing one thing many times."""

from __future__ import annotations

import statistics
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def spread(call: Callable[[], object], times: int) -> dict[str, float]:
    """Median and 95th percentile of `times` calls, in milliseconds."""
    taken = []
    for _number in range(times):
        begun = time.perf_counter()
        call()
        taken.append((time.perf_counter() - begun) * 1000)
    return figures(taken)


def figures(taken: list[float]) -> dict[str, float]:
    """Median, 95th and 99th percentile of milliseconds."""
    ordered = sorted(taken)
    return {
        "median_ms": round(statistics.median(ordered), 2),
        "p95_ms": _at(ordered, 0.95),
        "p99_ms": _at(ordered, 0.99),
        "n": len(ordered),
    }


def _at(ordered: list[float], share: float) -> float:
    return round(ordered[min(len(ordered) - 1, int(len(ordered) * share))], 2)
