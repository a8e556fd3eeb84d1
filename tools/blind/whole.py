"""What `Detector` announces over a whole series, some hundred times faster; a test holds them equal.

For series without holes, whose buckets are no longer than an hour. What is news is the desk's own
`Episode`; sums, medians and what is learned of peaks are done at once.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from monitoring.detection.baseline import FALLBACK_HOURS
from monitoring.detection.detector import bucket_windows
from monitoring.detection.episode import Episode
from monitoring.detection.parameters import DAY, HOUR, Parameters
from monitoring.detection.tail import EULER, SPREAD
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
        self.sizes = np.diff(self.day_starts, append=len(days))
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
        size = len(self.places)
        best, total, known = np.full(size, -np.inf), np.zeros(size), np.zeros(size)
        counts, first_day = np.zeros(size), None
        for window in bucket_windows(params.windows, self.step):
            count = self._ending(self.counts, window)
            usual = self._ending(expected, window)
            z = np.log((count + params.pseudo_count) / (usual + params.pseudo_count))
            begin = math.ceil(window * params.min_coverage) - 1
            z[:begin] = -np.inf
            peaks = np.maximum.reduceat(z, self.day_starts)
            if first_day is None:  # the shortest window is seen enough before the others
                first_day = int(np.argmax(np.isfinite(peaks)))
            place, scale = fits(peaks, first_day, params)
            z -= np.repeat(place, self.sizes)
            z /= np.repeat(scale, self.sizes)
            total[begin:] += z[begin:]
            known[begin:] += 1
            higher = z > best
            np.copyto(best, z, where=higher)
            np.copyto(counts, count, where=higher)
        return (best + total / np.maximum(known, 1)) / 2, counts

    def _ending(self, sums: Array, window: int) -> Array:
        """The sum of the window that ends with each bucket."""
        found = sums[1:].copy()
        found[window:] -= sums[1:-window]
        return found

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


def fits(peaks: Array, first: int, params: Parameters) -> tuple[Array, Array]:
    """Place and scale of every day from the days before it, as `DailyPeaks` learns them."""
    days = np.arange(len(peaks))
    begin = np.clip(days - params.peak_days, first, None)
    end = np.maximum(days, first)
    seen = np.isfinite(peaks)
    values = np.where(seen, peaks, 0.0)
    number, sums, squares = (
        np.concatenate([[0.0], np.cumsum(row)]) for row in (seen, values, values**2)
    )
    n = number[end] - number[np.minimum(begin, end)]
    total = sums[end] - sums[np.minimum(begin, end)]
    square = squares[end] - squares[np.minimum(begin, end)]
    prior_mean = params.prior_place + EULER * params.prior_scale
    mean = (total + params.place_days * prior_mean) / (n + params.place_days)
    square += mean * (n * mean - 2 * total) + params.scale_days * (params.prior_scale * SPREAD) ** 2
    scale = np.sqrt(square / (n + params.scale_days)) / SPREAD
    return mean - EULER * scale, scale * (1 + 1 / (1 + np.maximum(days - first, 0)))
