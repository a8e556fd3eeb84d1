"""The rule by which settings are chosen on invented series. It was written before any was scored.

Cross-entropy search: three rounds, each on a third of the series. Settings are drawn evenly from
`KNOBS`, then twice around the mean of the best eighth with its own deviation. The choice is the
mean of the last best eighth: the middle of a region that is good, not the best that was met. What
does not matter stays near the middle of its range.

The ranges say what could be meant, not what is known to work. Levels, least counts and the share
of a window that must be seen are promises to people and are no matter of choice: they stay.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from monitoring.detection.parameters import DEFAULT, Parameters
from tools.blind import benchmark
from tools.blind.invented import Array, Dice, Invented, brands
from tools.blind.whole import Whole

SERIES, SETTINGS, ELITE = 240, (128, 96, 96), 8


class Knob(NamedTuple):
    """From where to where; `even` knobs by difference, others by ratio."""

    low: float
    high: float
    even: bool = False

    def at(self, share: float) -> float:
        if self.even:
            return self.low + share * (self.high - self.low)
        return self.low * (self.high / self.low) ** share

    def moved(self, share: float) -> Knob:
        """The same range somewhere else, by so much of its width; never below nothing."""
        return Knob(max(0.0, self.at(share)), self.at(1 + share), self.even)


KNOBS = {
    # Minutes: a bucket to half an hour, an hour to a working day.
    "shortest": Knob(5, 30),
    "longest": Knob(60, 480),
    "pseudo_count": Knob(1, 20),
    # Three days forget a weekend, four weeks are all that is kept.
    "baseline_days": Knob(3, 28),
    "weekly_share": Knob(0, 0.6, even=True),
    # Five days can barely scatter; six weeks are a brand's season.
    "peak_days": Knob(5, 42),
    # A usual day's peak lies half as high again, or six times; scattering as wide apart.
    "prior_place": Knob(0.4, 1.8, even=True),
    "prior_scale": Knob(0.2, 1.2),
    "place_days": Knob(0.5, 10),
    "scale_days": Knob(1, 20),
    # News is a fifth more often, or ten times as rare.
    "margin": Knob(0.2, 2.3),
    "half_life_hours": Knob(3, 48),
    "cool_down_minutes": Knob(15, 240),
}
WHOLE = {"baseline_days", "peak_days", "cool_down_minutes"}
WINDOWS = 6


class Marked(NamedTuple):
    """A series and its marks."""

    whole: Whole
    windows: Sequence[tuple[int, int]]
    length: int


def marked(series: Sequence[Invented]) -> list[Marked]:
    return [Marked(Whole(s.began, s.values), s.windows, len(s.values)) for s in series]


def setting(shares: Sequence[float], knobs: dict[str, Knob] = KNOBS) -> Parameters:
    """Parameters from places between 0 and 1 in the ranges."""
    values = {n: k.at(float(s)) for (n, k), s in zip(knobs.items(), shares, strict=True)}
    ladder = np.geomspace(values.pop("shortest"), values.pop("longest"), WINDOWS)
    windows = tuple(sorted({5 * max(1, round(float(minutes) / 5)) for minutes in ladder}))
    kept = {n: round(v) if n in WHOLE else v for n, v in values.items()}
    return replace(DEFAULT, windows=windows, **kept)


def reached(params: Parameters, series: Sequence[Marked]) -> list[benchmark.Judged]:
    """What one setting announces on these series."""
    return [benchmark.judged(s.whole.announced(params), s.windows, s.length) for s in series]


def chosen(seed: int, series: int = SERIES, settings: Sequence[int] = SETTINGS) -> Parameters:
    """The choice, by the rule above."""
    dice = np.random.default_rng([seed, 1])
    invented, middle, spread = brands(seed, series), None, None
    for number, many in enumerate(settings):
        third = marked(invented[number :: len(settings)])
        drawn = _drawn(dice, many, middle, spread)
        figures = [benchmark.mean_of_profiles(reached(setting(one), third)) for one in drawn]
        elite = elite_of(drawn, figures)
        middle, spread = elite.mean(axis=0), elite.std(axis=0)
    return setting(middle)


def elite_of(drawn: Array, figures: Sequence[float]) -> Array:
    """The best eighth."""
    return drawn[np.argsort(figures)[-max(1, len(drawn) // ELITE) :]]


def _drawn(dice: Dice, many: int, middle: Array | None, spread: Array | None) -> Array:
    if middle is None or spread is None:
        return evenly(dice, many)
    return np.clip(middle + spread * dice.standard_normal((many, len(KNOBS))), 0, 1)


def evenly(dice: Dice, many: int, knobs: int = len(KNOBS)) -> Array:
    """A Latin hypercube: every knob meets every part of its range once."""
    places = np.stack([dice.permutation(many) for _ in range(knobs)], axis=1)
    return (places + dice.random(places.shape)) / many
