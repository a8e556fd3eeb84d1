"""The Numenta benchmark's way of scoring (Lavin and Ahmad, ICMLA 2015), of announcements alone.

0 is a detector that says nothing, 100 a perfect one.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from tools.blind.whole import News

WARM_UP, LONGEST_WARM_UP = 0.15, 750


class Profile(NamedTuple):
    """What a false announcement costs, and a window that was missed; one that was found is 1."""

    false: float
    missed: float


PROFILES = {
    "standard": Profile(0.11, 1.0),
    "reward_low_FP_rate": Profile(0.22, 1.0),
    "reward_low_FN_rate": Profile(0.11, 2.0),
}


class Judged(NamedTuple):
    """Announcements as the benchmark sees them: score, worth, and the window or None."""

    points: list[tuple[float, float, int | None]]
    windows: int


def sigmoid(place: float) -> float:
    """1 long before the end of a window, -1 long after."""
    return -1.0 if place > 3 else 2 / (1 + math.exp(5 * place)) - 1  # noqa: PLR2004


PERFECT = sigmoid(-1.0)


def judged(news: Sequence[News], windows: Sequence[tuple[int, int]], length: int) -> Judged:
    """Where each announcement stands; the warm-up does not count."""
    from_here = min(int(WARM_UP * length), LONGEST_WARM_UP)
    points = []
    for place, score in news:
        if place < from_here:
            continue
        number = next((k for k, (a, b) in enumerate(windows) if a <= place <= b), None)
        if number is not None:
            left, right = windows[number]
            worth = sigmoid(-(right - place + 1) / (right - left + 1)) / PERFECT
        else:
            before = [(a, b) for a, b in windows if b < place]
            worth = (
                sigmoid((place - before[-1][1]) / max(np.ptp(before[-1]), 1)) if before else -1.0
            )
        points.append((score, worth, number))
    return Judged(points, len(windows))


def raw(one: Judged, profile: Profile, threshold: float = 0.0) -> float:
    """The sum that is normalised over all series."""
    best: dict[int, float] = {}
    total = 0.0
    for score, worth, number in one.points:
        if score < threshold:
            continue
        if number is None:
            total += profile.false * worth
        else:
            best[number] = max(best.get(number, -math.inf), worth)
    return total + sum(best.values()) - profile.missed * (one.windows - len(best))


def normalised(total: float, many: Sequence[Judged], profile: Profile) -> float:
    """0 to 100."""
    windows = sum(one.windows for one in many)
    return 100 * (total + profile.missed * windows) / ((1 + profile.missed) * windows)


def at_level(many: Sequence[Judged], profile: Profile) -> float:
    """Everything that is announced counts."""
    return normalised(sum(raw(one, profile) for one in many), many, profile)


def best_threshold(many: Sequence[Judged], profile: Profile) -> float:
    """That at which these series together fare best."""
    scores = sorted({score for one in many for score, _, _ in one.points}, reverse=True)
    return max([math.inf, *scores], key=lambda t: sum(raw(one, profile, t) for one in many))


def left_out(many: Sequence[Judged], profile: Profile) -> float:
    """Each series at the threshold best for the others."""
    total = 0.0
    for one in many:
        others = [other for other in many if other is not one]
        total += raw(one, profile, best_threshold(others, profile))
    return normalised(total, many, profile)


def mean_of_profiles(many: Sequence[Judged]) -> float:
    """The one figure by which settings are compared."""
    return float(np.mean([at_level(many, profile) for profile in PROFILES.values()]))
