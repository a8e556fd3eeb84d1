"""Would several settings that judge together be more robust than one? On invented series alone.

Seven members: the setting itself, and six around it, each of whose scales is up to halved or
doubled. They judge by their mean height. Both are moved jointly: every parameter by .7, 1 or 1.3,
the same for all members.

Written before it was measured: adopt it only where median, worst tenth and worst all rise by a
point or more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields, replace
from typing import Any

import numpy as np

from monitoring.detection.parameters import DEFAULT, Parameters
from tools.blind import benchmark
from tools.blind.choosing import Marked, evenly, marked
from tools.blind.invented import brands
from tools.blind.leaving import spread

SERIES, MOVES, MEMBERS = 80, 40, 7
SCALED = (
    "pseudo_count", "baseline_days", "peak_days", "prior_place", "prior_scale",
    "place_days", "scale_days",
)  # fmt: skip
FACTORS = (0.7, 1.0, 1.3)


def multiplied(params: Parameters, factors: dict[str, float]) -> Parameters:
    values = {name: getattr(params, name) * factor for name, factor in factors.items()}
    whole = {name for name in values if isinstance(getattr(params, name), int)}
    return replace(params, **{n: round(v) if n in whole else v for n, v in values.items()})


def members(params: Parameters) -> list[Parameters]:
    """The setting and six around it, always the same ones."""
    dice = np.random.default_rng(MEMBERS)
    places = 4 ** (evenly(dice, MEMBERS - 1, len(SCALED)) - 0.5)
    around = [dict(zip(SCALED, row.tolist(), strict=True)) for row in places]
    return [params, *(multiplied(params, factors) for factors in around)]


def moves(seed: int, many: int = MOVES) -> Iterator[dict[str, float]]:
    dice = np.random.default_rng([seed, 3])
    names = [field.name for field in fields(DEFAULT) if field.name != "windows"]
    for _ in range(many):
        yield dict(zip(names, dice.choice(FACTORS, len(names)).tolist(), strict=True))


def compared(seed: int, params: Parameters = DEFAULT, series: int = SERIES) -> dict[str, Any]:
    """The spread of one setting and of seven together, over the same moves and series."""
    invented = marked(brands(seed, series))
    found: dict[str, list[float]] = {"one": [], "seven": []}
    for factors in moves(seed):
        moved = multiplied(params, factors)
        found["one"].append(_figure(invented, lambda s, p=moved: s.whole.announced(p)))
        seven = members(moved)
        found["seven"].append(_figure(invented, lambda s, m=seven: s.whole.averaged(m)))
    return {k: {**spread(v), "worst": round(min(v), 1)} for k, v in found.items()}


def _figure(series: Sequence[Marked], told: Callable[[Marked], Any]) -> float:
    return benchmark.mean_of_profiles(
        [benchmark.judged(told(s), s.windows, s.length) for s in series]
    )
