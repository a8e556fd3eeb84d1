"""Mention counts of brands that do not exist, with the storms that somebody would have marked.

Every property of a brand is drawn anew from a wide range. The ranges are reasoned: how brands
differ in size, in their day and week, in how far their hours scatter. Bursts rise at once or grow
and fade by a power law, as Crane and Sornette (PNAS 105, 2008) found for attention on the web, and
their sizes have a heavy tail. What is no storm looks like one: flickers of a few minutes, murmurs
of some hours, apps that post at the same minute of every day, outages, levels that shift for good.
Nothing here was fitted to a recorded series.

Marks are set as the Numenta benchmark sets them: windows centred on the beginning, a tenth of the
series long all together.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

STEP = 300
DAY = 86_400 // STEP
DAYS = 56
BEGAN = 1_600_000_000  # any moment; each series begins up to a week later
FIRST_STORM, MARKED = 0.18, 0.1  # after the warm-up of the benchmark; share of the series
LEAST_HEARD = 20  # mentions that a storm adds in four hours: nobody marks what nobody sees

Array = npt.NDArray[np.float64]
Dice = np.random.Generator


class Invented(NamedTuple):
    """`windows` are the first and last bucket of each mark."""

    began: int
    values: Array
    windows: list[tuple[int, int]]


def brands(seed: int, many: int) -> list[Invented]:
    """The same for the same seed."""
    return [brand(np.random.default_rng([seed, number])) for number in range(many)]


def brand(dice: Dice, days: int = DAYS) -> Invented:
    """One brand, with one to five storms."""
    n = days * DAY
    began = BEGAN + int(dice.integers(7 * DAY)) * STEP
    usual = _level(dice, n) * _calendar(dice, began, n) * _habit(dice, n)
    starts = _starts(dice, n)
    extra = sum((_storm(dice, usual, start) for start in starts), np.zeros(n))
    rate = usual * (1 + extra) * _murmurs(dice, n) * _flickers(dice, n) * _clockwork(dice, began, n)
    scatter = _between(dice, 5, 100)
    values = dice.poisson(rate * _outages(dice, n) * dice.gamma(scatter, 1 / scatter, n))
    half = int(MARKED * n / len(starts)) // 2
    windows = [(max(0, start - half), min(n - 1, start + half)) for start in starts]
    return Invented(began, values.astype(np.float64), windows)


def _between(dice: Dice, low: float, high: float) -> float:
    """As likely in each doubling."""
    return float(np.exp(dice.uniform(np.log(low), np.log(high))))


def _tail(dice: Dice, least: float, power: float, most: float) -> float:
    return float(min(least * dice.random() ** (-1 / power), most))


def _level(dice: Dice, n: int) -> Array:
    """2 to 500 a bucket, drifting, and sometimes another for good."""
    steps = dice.normal(0, dice.uniform(0, 0.2) / np.sqrt(7 * DAY), n)
    drift = np.cumsum(steps)
    for _ in range(dice.integers(3)):
        drift[dice.integers(n) :] += dice.choice([-1, 1]) * dice.uniform(0.2, 0.7)
    return _between(dice, 2, 500) * np.exp(drift)


def _calendar(dice: Dice, began: int, n: int) -> Array:
    """The day in two waves, and another weekend."""
    hours = (began + STEP * np.arange(n)) / 3_600
    wave = dice.uniform(0.1, 1.0) * np.cos(2 * np.pi * (hours / 24 - dice.random()))
    wave += dice.uniform(0, 0.4) * np.cos(4 * np.pi * (hours / 24 - dice.random()))
    free = ((hours // 24) % 7) < 2  # noqa: PLR2004 -- two days of a week
    return np.exp(wave + np.where(free, dice.uniform(-0.8, 0.2), 0.0))


def _habit(dice: Dice, n: int) -> Array:
    """Hours scatter beyond chance, with a memory and a heavy tail."""
    memory = 0.5 ** (STEP / _between(dice, 900, 12 * 3_600))
    freedom, size = dice.uniform(3, 10), dice.uniform(0.05, 0.4)
    pushes = dice.standard_t(freedom, n) * np.sqrt((freedom - 2) / freedom * (1 - memory**2))
    found, state = np.empty(n), 0.0
    for place, push in enumerate(pushes.tolist()):
        state = memory * state + push
        found[place] = state
    return np.exp(np.clip(size * found, -2, 2))


def _starts(dice: Dice, n: int) -> list[int]:
    """One to five beginnings whose windows do not touch."""
    many = int(dice.integers(1, 6))
    width, first = int(MARKED * n / many), int(FIRST_STORM * n)
    free = n - DAY - first - many * width
    gaps = np.sort(dice.integers(free, size=many))
    return [int(first + gap + place * width + width // 2) for place, gap in enumerate(gaps)]


def _storm(dice: Dice, usual: Array, start: int) -> Array:
    """What it adds, as a multiple of the usual."""
    age = STEP * (np.arange(len(usual)) - start).astype(np.float64)
    rise = dice.choice([STEP, _between(dice, 600, 3_600), _between(dice, 3_600, 6 * 3_600)])
    power, scale = dice.uniform(0.6, 1.6), _between(dice, 600, 4 * 3_600)
    grown = np.clip(age / rise, 0, 1)
    shape = grown * (1 + np.clip(age - rise, 0, None) / scale) ** -power
    height = _tail(dice, 2.0, 1.3, 100.0)
    heard = float((height * shape * usual)[start : start + DAY // 6].sum())
    return height * max(1.0, LEAST_HEARD / max(heard, 1e-9)) * shape


def _moments(dice: Dice, n: int, a_day: float) -> list[int]:
    return dice.integers(n, size=dice.poisson(a_day * n / DAY)).tolist()


def _flickers(dice: Dice, n: int) -> Array:
    """One to three buckets, as high as a storm at times; nobody marks them."""
    found, power = np.ones(n), dice.uniform(1.5, 3)
    for start in _moments(dice, n, _between(dice, 0.05, 1)):
        found[start : start + dice.integers(1, 4)] *= _tail(dice, 1.5, power, 40.0)
    return found


def _murmurs(dice: Dice, n: int) -> Array:
    """Some hours of a third more to twice as many."""
    found = np.ones(n)
    for start in _moments(dice, n, dice.uniform(0, 0.3)):
        found[start : start + dice.integers(DAY // 24, DAY // 2)] *= dice.uniform(1.3, 2)
    return found


def _clockwork(dice: Dice, began: int, n: int) -> Array:
    """At three brands of ten something posts at the same minute of every day."""
    found = np.ones(n)
    if dice.random() < 0.3:  # noqa: PLR2004
        place = (began // STEP + np.arange(n)) % DAY
        found[place == dice.integers(DAY)] *= dice.uniform(1.5, 4)
    return found


def _outages(dice: Dice, n: int) -> Array:
    """A source that brings little or nothing for a quarter of an hour to six hours."""
    found = np.ones(n)
    for start in _moments(dice, n, dice.uniform(0, 0.1)):
        found[start : start + dice.integers(3, DAY // 4)] *= dice.uniform(0, 0.3)
    return found
