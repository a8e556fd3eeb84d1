"""How rare is this peak? Each day's highest log-ratio, read as a Gumbel distribution.

A Gumbel tail of the log-ratio is a power law in the counts, which is what mentions have: a
Poisson or normal tail would call every second storm once in a million years.
"""

import math

from .parameters import DAY, Parameters

EULER = 0.5772156649
SPREAD = math.pi / math.sqrt(6)  # standard deviation of a Gumbel variable of scale 1
NOTHING = -math.inf


class DailyPeaks:
    """The highest log-ratio of each window on each of the last days."""

    def __init__(self, windows: int, params: Parameters) -> None:
        self.params = params
        self.day: int | None = None
        self.today = [NOTHING] * windows
        self.past: list[list[float]] = []
        self.observed_days = 0
        self.fits = self._fit()

    def move_to(self, seconds: int) -> None:
        """Close the day when a new one begins; days without data leave no peak."""
        day = seconds // DAY
        if day == self.day:
            return
        if self.day is not None and max(self.today) > NOTHING:
            self.past = [*self.past, self._closed()][-self.params.peak_days :]
            self.observed_days += 1
            self.today = [NOTHING] * len(self.today)
        self.day = day
        self.fits = self._fit()

    def _closed(self) -> list[float]:
        """What the day that ends leaves behind."""
        return self.today

    def _fit(self) -> list[tuple[float, float]]:
        return [self._fit_window(k) for k in range(len(self.today))]

    def _fit_window(self, k: int) -> tuple[float, float]:
        """Place and scale by moments, the prior counting as some days more.

        A few peaks tell where they usually lie, but not how far they scatter: so the prior
        weighs less on the place than on the scale.
        """
        p = self.params
        peaks = [x for day in self.past if (x := day[k]) > NOTHING]
        prior_mean = p.prior_place + EULER * p.prior_scale
        mean = (sum(peaks) + p.place_days * prior_mean) / (len(peaks) + p.place_days)
        squares = sum((x - mean) ** 2 for x in peaks)
        squares += p.scale_days * (p.prior_scale * SPREAD) ** 2
        scale = math.sqrt(squares / (len(peaks) + p.scale_days)) / SPREAD
        return mean - EULER * scale, scale * self._doubt()

    def _doubt(self) -> float:
        """A baseline that rests on few days is itself uncertain: twice the scale on the first."""
        return 1 + 1 / (1 + self.observed_days)

    def state(self) -> dict:
        return {
            "day": self.day,
            "today": _plain(self.today),
            "past": [_plain(day) for day in self.past],
            "observed_days": self.observed_days,
        }

    def restore(self, state: dict) -> None:
        self.day, self.observed_days = state["day"], state["observed_days"]
        self.today = _infinite(state["today"])
        self.past = [_infinite(day) for day in state["past"]]
        self.fits = self._fit()


def _plain(peaks: list[float]) -> list[float | None]:
    """JSON knows no infinity."""
    return [x if x > NOTHING else None for x in peaks]


def _infinite(peaks: list[float | None]) -> list[float]:
    return [NOTHING if x is None else x for x in peaks]
