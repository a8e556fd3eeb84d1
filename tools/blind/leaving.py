"""Leaving a brand out of choosing settings, over many draws of settings to choose among.

For each draw of settings and each brand, the other brands choose, by the mean of the three
profiles at the warning level. Five ways to choose:

best      the best of them: picks luck
smoothed  the one whose neighbourhood is best (weights fall with the distance between settings)
middle    the mean of the best eighth
shrunk    halfway from there to the middle of the ranges
nothing   the middle of the ranges, whatever the others say: what the ranges do by themselves

Then the brand left out is scored with what the others chose, at the warning level, and at the
threshold best for the others with that setting.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import numpy as np

from monitoring.detection.parameters import DEFAULT
from tools.blind import benchmark
from tools.blind.choosing import KNOBS, Knob, Marked, elite_of, evenly, reached, setting
from tools.blind.invented import Array

POOL, SIXTY, DRAWS = 600, 60, 100
MOVED = 0.3  # of a range's width


def _third(value: float) -> Knob:
    return Knob(0.7 * value, 1.3 * value)


#: A third less or more of everything that the blind choice may choose.
AROUND = {
    name: _third(getattr(DEFAULT, name)) for name in KNOBS if name not in {"shortest", "longest"}
}
AROUND = {
    "shortest": _third(DEFAULT.windows[0]),
    "longest": _third(DEFAULT.windows[-1]),
    **AROUND,
}


def moved(seed: int) -> dict[str, Knob]:
    """Every range somewhere else: whoever wrote them knew what the desk's values are."""
    dice = np.random.default_rng([seed, 4])
    return {name: knob.moved(dice.uniform(-MOVED, MOVED)) for name, knob in KNOBS.items()}


class Leaving:
    """Brands, and a pool of settings with what each reaches on each brand."""

    def __init__(self, brands: Sequence[Marked], knobs: dict[str, Knob], seed: int) -> None:
        self.brands, self.knobs, self.looks = brands, knobs, 0
        self.dice = np.random.default_rng([seed, 2])
        self.pool = evenly(self.dice, POOL)
        self._seen = cache(self._see)
        for one in self.pool:
            self.judged(one)

    def judged(self, shares: Array) -> list[benchmark.Judged]:
        """Each brand with this setting; a look is a setting on all brands."""
        return self._seen(tuple(shares.tolist()))

    def _see(self, shares: tuple[float, ...]) -> list[benchmark.Judged]:
        self.looks += 1
        return reached(setting(shares, self.knobs), self.brands)

    def draws(self, many: int = DRAWS, among: int = SIXTY) -> dict[str, dict[str, list[float]]]:
        """For each way to choose, what each draw reaches, by profile and threshold."""
        found: dict[str, dict[str, list[float]]] = {}
        for _ in range(many):
            drawn = self.pool[self.dice.choice(len(self.pool), among, replace=False)]
            for way, choose in WAYS.items():
                for name, figure in self._left_out(drawn, choose).items():
                    found.setdefault(way, {}).setdefault(name, []).append(figure)
        return found

    def by_others(self, drawn: Array, place: int) -> list[float]:
        """What each setting reaches on all brands but this one."""
        rows = (self.judged(one) for one in drawn)
        return [benchmark.mean_of_profiles(_without(row, place)) for row in rows]

    def _left_out(self, drawn: Array, choose: Callable[..., Array]) -> dict[str, float]:
        chosen = [
            self.judged(choose(drawn, self.by_others(drawn, place)))
            for place in range(len(self.brands))
        ]
        own = [row[place] for place, row in enumerate(chosen)]
        found = {}
        for name, profile in benchmark.PROFILES.items():
            found[f"{name} at the level"] = benchmark.at_level(own, profile)
            total = sum(
                benchmark.raw(
                    row[place], profile, benchmark.best_threshold(_without(row, place), profile)
                )
                for place, row in enumerate(chosen)
            )
            found[f"{name} threshold left out"] = benchmark.normalised(total, own, profile)
        return found


def _without(row: list[benchmark.Judged], place: int) -> list[benchmark.Judged]:
    return row[:place] + row[place + 1 :]


def _best(drawn: Array, figures: Sequence[float]) -> Array:
    return drawn[int(np.argmax(figures))]


def _smoothed(drawn: Array, figures: Sequence[float]) -> Array:
    apart = np.linalg.norm(drawn[:, None] - drawn[None], axis=2)
    near = np.exp(-((apart / np.quantile(apart[apart > 0], 0.1)) ** 2))
    return drawn[int(np.argmax(near @ np.array(figures) / near.sum(axis=1)))]


def _middle(drawn: Array, figures: Sequence[float]) -> Array:
    return elite_of(drawn, figures).mean(axis=0)


def _shrunk(drawn: Array, figures: Sequence[float]) -> Array:
    return (_middle(drawn, figures) + 0.5) / 2


def _nothing(drawn: Array, _figures: Sequence[float]) -> Array:
    return np.full(drawn.shape[1], 0.5)


WAYS: dict[str, Callable[..., Array]] = {
    "best": _best,
    "smoothed": _smoothed,
    "middle": _middle,
    "shrunk": _shrunk,
    "nothing": _nothing,
}


def spread(figures: Sequence[float]) -> dict[str, Any]:
    """The distribution over the draws."""
    tenth, median, most = np.quantile(figures, [0.1, 0.5, 0.9])
    return {
        k: round(float(v), 1)
        for k, v in (("tenth", tenth), ("median", median), ("ninetieth", most))
    }
