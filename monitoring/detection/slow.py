"""Storms that rise over hours: negatives far beyond what these hours usually bring.

The detector of sudden rises learns how far a brand's peaks scatter, which takes weeks; a doubling
that lasts for hours is lost in that. Here the strength of a rise is told in standard deviations
of a negative binomial count, which needs no learning: chance for small counts, and a habit of
hours to scatter for large ones. It must show in one, two and four hours at once, on average.

Where the share of negatives has risen as well (mood.py), two witnesses agree: each standard
deviation of the share makes the rise e times rarer (an exponential tail, since shares scatter
more than chance). As chance lifts the number and the share at once, it must also be a rise that
anybody would call one.
"""

import math
from datetime import datetime

from .detector import Detector
from .observation import NEGATIVE, Observation
from .parameters import DAY, MINUTE, SLOW, Parameters, rarity

# By how much the hours of a brand scatter around what is usual, beyond chance.
HABIT = 0.2
# The baseline is a median of so many days' hours with their neighbours: its variance, as a share
# of a bucket's own (pi/2 for a median, of nearly independent days).
BASELINE_DOUBT = math.pi / 2
LEAST_DAYS = 1.5
# The handbook's example of a spike that must be found: 500 an hour where 200 are usual.
SPIKE = 2.5


class SlowDetector(Detector):
    """Feed it the negatives of every completed bucket, and how far their share is up."""

    def __init__(
        self,
        params: Parameters = SLOW,
        *,
        kind: str = NEGATIVE,
        step: int = 5 * MINUTE,
        lazy: bool = False,
    ) -> None:
        self.worse, self.ratio = 0.0, 0.0
        super().__init__(params, kind=kind, step=step, lazy=lazy)
        self.seconded_from = rarity(max(params.warning_days / 2, LEAST_DAYS))

    def observe(self, at: datetime, value: int | None, *, worse: float = 0.0) -> Observation | None:
        """What this bucket means; `worse`: by how many sigmas the share of negatives is up."""
        self.worse = worse
        return super().observe(at, value)

    def _kinds_of_peak(self) -> int:
        return 1

    def _seconded(self, z: float) -> bool:
        if self.worse < 1 or z < self.seconded_from or self.ratio < SPIKE:
            return False
        return z + self.worse >= self.episode.alert_z

    def _rises(self) -> list[tuple[float, int, float, float]]:
        """One rise: the average strength of all windows, told by the strongest."""
        found, (count, normal, seen) = [], self.sums[-1]
        for window in self.windows:
            c, e, s = self.sums[-1 - window] if len(self.sums) > window else self.sums[0]
            if seen - s < window * self.params.min_coverage:
                return []
            found.append((strength(count - c, normal - e), window, count - c, normal - e))
        mean = sum(rise[0] for rise in found) / len(found) / self._doubt()
        self.peaks.today[0] = max(self.peaks.today[0], mean)
        _, _, count, expected = max(found)
        self.ratio = (count + 1) / (max(expected, 0.0) + 1)
        place, scale = self.peaks.fits[0]
        return [((mean - place) / scale, *max(found)[1:])]

    def _doubt(self) -> float:
        days = max(1, min(self.seconds_seen // DAY, self.params.baseline_days))
        return math.sqrt(1 + BASELINE_DOUBT / days)


def strength(count: float, expected: float) -> float:
    """By how many standard deviations a count exceeds what is expected (variance-stabilised)."""
    low = math.asinh(HABIT * math.sqrt(max(expected, 0.0) + 1))
    return 2 / HABIT * (math.asinh(HABIT * math.sqrt(count + 1)) - low)
