"""What `Detector` announces over a whole series, some hundred times faster; a test holds them equal.

For series without holes, whose buckets are no longer than an hour. What is learned of peaks and
what is news are the desk's own `DailyPeaks` and `Episode`; the sums and medians are done at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from monitoring.detection.baseline import FALLBACK_HOURS
from monitoring.detection.detector import bucket_windows
from monitoring.detection.episode import Episode
from monitoring.detection.parameters import DAY, HOUR, Parameters
from monitoring.detection.tail import DailyPeaks
from tools.blind.invented import STEP, Array

A_DAY, A_WEEK = 24, 168


class News(NamedTuple):
    """A bucket that is announced, and its score."""

    place: int
    score: float


class Whole:
    """A series of counts; medians are kept for the next parameters."""

    def __init__(self, began: int, values: Array, step: int = STEP) -> None:
        self.step, self.seconds = step, began + step * np.arange(len(values))
        slots = self.seconds // HOUR - began // HOUR
        self.first = int(np.searchsorted(slots, 1))  # the first hour has nothing before it
        sizes = np.bincount(slots)
        self.hours = np.round(np.bincount(slots, values) / sizes, 3)
        self.slots = slots[self.first :]
        days = self.seconds[self.first :] // DAY
        self.day_starts = np.flatnonzero(np.diff(days, prepend=-1))
        self.days = days[self.day_starts].tolist()
        self.day_of = np.searchsorted(self.day_starts, np.arange(len(days)), side="right") - 1
        self.counts = np.concatenate([[0.0], np.cumsum(values[self.first :])])
        self.places = np.arange(len(days))
        self._medians: dict[tuple[int, int, int], tuple[Array, Array]] = {}

    def announced(self, params: Parameters) -> list[News]:
        """What one detector with these parameters says."""
        return self.told(params, *self.heights(params))

    def averaged(self, members: Sequence[Parameters]) -> list[News]:
        """What a detector says that judges by the mean height of several; levels of the first."""
        heights, counts = zip(*(self.heights(one) for one in members), strict=True)
        return self.told(members[0], np.mean(heights, axis=0), counts[0])

    def told(self, params: Parameters, heights: Array, counts: Array) -> list[News]:
        """The news among these heights."""
        episode, found = Episode(params), []
        place = self.places + self.first
        young = place * self.step < DAY
        least = np.where(young, params.extreme_count, params.min_count)
        for at in np.flatnonzero((heights >= episode.warning_z) & (counts >= least)).tolist():
            height = float(heights[at])
            if episode.judge(height, int(self.seconds[place[at]])):
                found.append(News(int(place[at]), height / (height + episode.alert_z)))
        return found

    def heights(self, params: Parameters) -> tuple[Array, Array]:
        """The rarity of every bucket from the second hour on, and the count of its window."""
        expected = np.concatenate([[0.0], np.cumsum(self._expected(params)[self.slots])])
        windows = bucket_windows(params.windows, self.step)
        seen = [np.minimum(w, self.places + 1) >= w * params.min_coverage for w in windows]
        counts = np.stack([self._ending(self.counts, w) for w in windows])
        usual = np.stack([self._ending(expected, w) for w in windows])
        ratios = np.log((counts + params.pseudo_count) / (usual + params.pseudo_count))
        ratios[~np.stack(seen)] = -np.inf
        places, scales = self._fits(ratios, params)
        z = (ratios - places) / scales
        best = z.argmax(axis=0)
        strongest = np.take_along_axis(z, best[None], 0)[0]
        known = np.sum(seen, axis=0)
        mean = np.where(np.isfinite(z), z, 0.0).sum(axis=0) / np.maximum(known, 1)
        heights = np.where(known > 0, (strongest + mean) / 2, -np.inf)
        return heights, np.take_along_axis(counts, best[None], 0)[0]

    def _ending(self, sums: Array, window: int) -> Array:
        """The sum of the window that ends with each bucket."""
        found = sums[1:].copy()
        found[window:] -= sums[1:-window]
        return found

    def _fits(self, ratios: Array, params: Parameters) -> tuple[Array, Array]:
        peaks = DailyPeaks(len(ratios), params)
        highest = np.maximum.reduceat(ratios, self.day_starts, axis=1).T.tolist()
        fits = []
        for day, today in zip(self.days, highest, strict=True):
            peaks.move_to(day * DAY)
            fits.append(peaks.fits)
            peaks.today = today
        by_day = np.array(fits).transpose(2, 1, 0)[:, :, self.day_of]
        return by_day[0], by_day[1]

    def _expected(self, params: Parameters) -> Array:
        kept = A_WEEK * params.baseline_weeks + 2
        daily, _ = self._median(A_DAY, params.baseline_days, kept)
        weekly, known = self._median(A_WEEK, params.baseline_weeks, kept)
        share = params.weekly_share * known / (3 * params.baseline_weeks)
        found = np.where(known > 0, (1 - share) * daily + share * weekly, daily)
        for slot in np.flatnonzero(np.isnan(daily)).tolist()[1:]:
            found[slot] = np.median(self.hours[max(0, slot - FALLBACK_HOURS) : slot])
        return found

    def _median(self, stride: int, times: int, kept: int) -> tuple[Array, Array]:
        """Of the same hours before each, and how many there were."""
        key = (stride, times, kept)
        if key not in self._medians:
            lags = [stride * k - o for k in range(1, times + 1) for o in (-1, 0, 1)]
            lags = np.array([lag for lag in lags if lag <= kept])
            at = np.arange(len(self.hours))[:, None] - lags
            values = np.sort(np.where(at >= 0, self.hours[np.maximum(at, 0)], np.inf), axis=1)
            known = (at >= 0).sum(axis=1)
            rows, middle = np.arange(len(at)), np.maximum(known, 1)
            low, high = values[rows, (middle - 1) // 2], values[rows, middle // 2]
            median = np.where(known > 0, (low + high) / 2, np.nan)
            self._medians[key] = (median, known.astype(np.float64))
        return self._medians[key]
