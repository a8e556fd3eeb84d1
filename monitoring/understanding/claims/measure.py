"""How good a ranking is."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet


def mean_average_precision(
    ranked: Mapping[str, Sequence[str]], right: Mapping[str, AbstractSet[str]], depth: int = 5
) -> float:
    """MAP@depth as the CLEF CheckThat! lab scores it, over the questions that have an answer."""
    scores = [_precision(ranked.get(key, ()), wanted, depth) for key, wanted in right.items()]
    return sum(scores) / len(scores) if scores else 0.0


def _precision(ranked: Sequence[str], right: AbstractSet[str], depth: int) -> float:
    hits, total = 0, 0.0
    for place, key in enumerate(ranked[:depth], start=1):
        if key in right:
            hits += 1
            total += hits / place
    return total / min(len(right), depth)
