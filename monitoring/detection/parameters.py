"""The one set of parameters, for every brand, platform and series."""

import math
from dataclasses import dataclass, replace

MINUTE, HOUR, DAY = 60, 3_600, 86_400


def rarity(days: float) -> float:
    """Where on the Gumbel scale a daily peak lies that comes once in so many days."""
    return -math.log(-math.log1p(-1 / days))


EXACT_BELOW = 30.0  # above it the Gumbel tail is an exponential to the last digit


def days_between(z: float) -> float:
    """The inverse of `rarity`: how many days lie between two peaks at least this high."""
    return 1 / -math.expm1(-math.exp(-z)) if z < EXACT_BELOW else math.exp(z)


@dataclass(frozen=True, slots=True)
class Parameters:
    """Chosen by reasoning and leave-one-brand-out; notes.md says how and what they reach."""

    windows: tuple[int, ...] = (5, 15, 30, 60, 120, 240)  # minutes
    # A rise of fewer mentions than this is no news, whatever its ratio.
    pseudo_count: float = 5.0
    # Baseline: the same hour of the last days, and of the same weekday in the last weeks,
    # each with the hour before and after it.
    baseline_days: int = 10
    baseline_weeks: int = 4
    weekly_share: float = 0.25
    # Peaks of the last days, and as if some more had been seen, Gumbel distributed with this
    # place and scale (log-ratio to the baseline). Half the brands' daily peaks lie below
    # exp(1.2), a 3.4-fold rise; one in twenty above exp(2.8), a 16-fold one.
    peak_days: int = 14
    prior_place: float = 1.0
    prior_scale: float = 0.6
    place_days: float = 2.0
    scale_days: float = 5.0
    # Levels: a peak like this comes once in so many days.
    warning_days: float = 8.0
    alert_days: float = 15.0
    min_count: int = 10
    # The first day has no baseline worth the name: only an extreme count speaks.
    extreme_count: int = 100
    # Re-alert: above what is left of the episode's level by this much (Gumbel scale), which a
    # doubling of the counts just makes: log(2) / prior_scale.
    margin: float = 1.15
    half_life_hours: float = 12.0
    cool_down_minutes: int = 60
    # Half of a window at least must have been seen.
    min_coverage: float = 0.5

    def with_sensitivity(self, factor: float) -> "Parameters":
        """Twice as sensitive: levels are reached by peaks that come twice as often."""
        return replace(
            self,
            warning_days=max(self.warning_days / factor, 1.5),
            alert_days=max(self.alert_days / factor, 2.0),
        )


DEFAULT = Parameters()
# Storms that take hours. Strength here is in standard deviations (slow.py), whose daily peaks lie
# near 2.0 and scatter by 1.4 in simulated calm series of 15 to 250 an hour whose hours scatter by
# 15 to 30 % beyond chance. Since the strength is scaled to chance already, brands differ less
# than in their log-ratios, and the prior counts for more days.
SLOW = Parameters(
    windows=(480, 720),
    prior_place=2.0,
    prior_scale=1.4,
    place_days=5.0,
    scale_days=10.0,
    # What takes hours leaves time to look first: an alert is rarer than for sudden rises.
    alert_days=20.0,
    min_count=20,
    # Markedly worse is twice as rare, as for whoever dismissed an episode.
    margin=math.log(2),
    # What comes back after a quiet night is told anew.
    half_life_hours=6.0,
)
