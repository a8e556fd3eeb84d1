"""When the mood came back after a case: rolling shares of negatives against the usual (handbook F6).

Pure: hours in, a length out. A day with few mentions has no mood, and a hole is not calm.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import accumulate
from statistics import mean, pstdev
from typing import NamedTuple

#: The share of a day: the hours before and including one.
WINDOW = 24
#: Fewer mentions a day have no mood (handbook B8).
ENOUGH = 20
#: So many days with a mood make what is usual.
USUAL_DAYS = 7
HOUR = timedelta(hours=1)


class Hour(NamedTuple):
    """Mentions of one hour, and how many of them were negative."""

    total: int
    negative: int


@dataclass(frozen=True)
class Mood:
    """What came of the mood: `length` is None where it has not recovered."""

    length: timedelta | None


def mood(hours: Sequence[Hour], begin: int) -> Mood | None:
    """The mood of a story of its own; `Course.mood` says what is asked and answered."""
    return Course(hours).mood(0, begin, len(hours))


class Course:
    """Hours added up once, so that many cases of a brand are read off the same sums."""

    def __init__(self, hours: Sequence[Hour]) -> None:
        self._totals = [0, *accumulate(hour.total for hour in hours)]
        self._negatives = [0, *accumulate(hour.negative for hour in hours)]

    def mood(self, first: int, begin: int, end: int) -> Mood | None:
        """From the peak to the first whole day at or below the usual share plus one deviation.

        Arguments:
            first: index of the first hour of what is usual, weeks before the case.
            begin: index of the hour in which the case was detected.
            end: index behind the last hour that has passed.

        Returns:
            None where nothing can be said: too few usual days, or the mood never left the usual.

        """
        limit = self._limit(first, begin)
        shares = [self._share(at) for at in range(begin, end)]
        known = [(share, -at) for at, share in enumerate(shares) if share is not None]
        if limit is None or not known:
            return None
        highest, at = max(known)
        if highest <= limit:
            return None
        peak, calm = -at, 0
        for at in range(peak + 1, len(shares)):
            share = shares[at]
            calm = calm + 1 if share is not None and share <= limit else 0
            if calm == WINDOW:
                return Mood((at - WINDOW + 1 - peak) * HOUR)
        return Mood(None)

    def _share(self, at: int) -> float | None:
        """The negative share of the day that ends with an hour."""
        begin = max(at + 1 - WINDOW, 0)
        total = self._totals[at + 1] - self._totals[begin]
        return (
            (self._negatives[at + 1] - self._negatives[begin]) / total if total >= ENOUGH else None
        )

    def _limit(self, first: int, begin: int) -> float | None:
        """The usual daily share plus one standard deviation."""
        days = range(begin - 1, first + WINDOW - 2, -WINDOW)
        shares = [share for at in days if (share := self._share(at)) is not None]
        return mean(shares) + pstdev(shares) if len(shares) >= USUAL_DAYS else None
