"""Storms that rise over hours: negatives far beyond what these hours usually bring.

The detector of sudden rises learns how far a brand's peaks scatter, which takes weeks; a doubling
that lasts for hours is lost in that. What tells such a storm from a noisy hour is that it lasts.
So its strength is that of eight and of twelve hours, in standard deviations of a negative
binomial count, which needs no learning: chance for small counts, a habit of hours to scatter for
large ones, of which little is left over so long a time.

To the number comes the share of negatives in the same twelve hours, in its own standard deviations:
more mentions alone lift the number, a classifier's errors blur the share, and neither is trusted
alone. Both are measured against the brand's own past as the same classifier saw it.

Strength is then read against the daily peaks before it. A peak that was announced teaches no more
than the weakest that is announced: a storm is not its own normal, yet a brand that is always like
that is learned.
"""

import math
from datetime import datetime

from .detector import Detector
from .observation import NEGATIVE, Observation
from .parameters import DAY, MINUTE, SLOW, Parameters, rarity
from .share import Share
from .tail import DailyPeaks

# By how much half a day of a brand scatters around what is usual, beyond chance.
HABIT = 0.05
# What a standard deviation of the share adds. It is worth less than one of the number, since
# chance that lifts the number of negatives lifts their share too.
SHARE_COUNTS = 0.6
# The baseline is a median of so many days' hours with their neighbours: its variance, as a share
# of a bucket's own (pi/2 for a median, of nearly independent days).
BASELINE_DOUBT = math.pi / 2
LEAST_DAYS = 1.5
# A large brand's tenth more can be certain and still no storm.
LEAST_RATIO = 1.5


class PatientPeaks(DailyPeaks):
    """Daily peaks of which no single one, however high, teaches more than a warning."""

    def _closed(self) -> list[float]:
        highest = rarity(self.params.warning_days)
        fits = zip(self.today, self.fits, strict=True)
        return [min(peak, place + scale * highest) for peak, (place, scale) in fits]

    def _doubt(self) -> float:
        """The strength is already less where the baseline rests on few days."""
        return 1.0


class SlowDetector(Detector):
    """Feed it the negatives and the total of every completed bucket."""

    def __init__(
        self,
        params: Parameters = SLOW,
        *,
        kind: str = NEGATIVE,
        step: int = 5 * MINUTE,
        lazy: bool = False,
    ) -> None:
        super().__init__(params, kind=kind, step=step, lazy=lazy)
        self.peaks = PatientPeaks(1, params)
        self.share = Share(max(params.windows) * MINUTE, step)
        self.ratio = 0.0
        self.total: int | None = None

    @property
    def seconds_from(self) -> float:
        """From this height on it lends weight to another detector's warning."""
        return rarity(max(self.params.warning_days / 2, LEAST_DAYS))

    def observe(
        self, at: datetime, value: int | None, total: int | None = None
    ) -> Observation | None:
        """What this bucket means; without a total the number of negatives is judged alone."""
        self.total = total
        return super().observe(at, value)

    def _judge(self, seconds: int, value: int) -> Observation | None:
        index = seconds // self.step
        self.share.move_to(index)
        if self.total is not None:
            self.share.add(index, self.total, value)
        found = super()._judge(seconds, value)
        if found is None or not self._knows_share(index):
            return found
        minutes = self.share.buckets * self.step // MINUTE
        return found._replace(
            share=self.share.now, usual_share=self.share.usual, more={"share_minutes": minutes}
        )

    def _knows_share(self, index: int) -> bool:
        return self.share.known(index, self.params.min_count)

    def _may_speak(self, count: float) -> bool:
        return self.ratio >= LEAST_RATIO and super()._may_speak(count)

    def _rises(self) -> list[tuple[float, int, float, float]]:
        """One rise: the average strength of the windows and the share, told by the strongest."""
        found, (count, normal, seen) = [], self.sums[-1]
        for window in self.windows:
            c, e, s = self.sums[-1 - window] if len(self.sums) > window else self.sums[0]
            if seen - s < min(window, self.windows[0]) * self.params.min_coverage:
                return []
            found.append((strength(count - c, normal - e), window, count - c, normal - e))
        best = max(found)
        self.ratio = (best[2] + 1) / (max(best[3], 0.0) + 1)
        mean = sum(rise[0] for rise in found) / len(found)
        height = (mean + self._of_share()) / self._doubt()
        if self.seconds_seen >= DAY:
            self.peaks.today[0] = max(self.peaks.today[0], height)
        place, scale = self.peaks.fits[0]
        return [((height - place) / scale, *best[1:])]

    def _of_share(self) -> float:
        share = self.share
        if self.index is None or not self._knows_share(self.index):
            return 0.0
        return SHARE_COUNTS * (share.now - share.usual) / share.sigma

    def _doubt(self) -> float:
        days = max(1, min(self.seconds_seen // DAY, self.params.baseline_days))
        return math.sqrt(1 + BASELINE_DOUBT / days)

    def state(self) -> dict:
        return super().state() | {"share": self.share.state()}

    def restore(self, state: dict) -> "SlowDetector":
        super().restore(state)
        self.share.restore(state["share"])
        return self


def strength(count: float, expected: float) -> float:
    """By how many standard deviations a count exceeds what is expected (variance-stabilised)."""
    low = math.asinh(HABIT * math.sqrt(max(expected, 0.0) + 1))
    return 2 / HABIT * (math.asinh(HABIT * math.sqrt(count + 1)) - low)
