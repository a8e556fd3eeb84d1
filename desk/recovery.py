"""When the mood came back after a case: rolling shares of negatives against the usual (handbook F6).

Pure: hours in, a length out. A day with few mentions has no mood, and a hole is not calm.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
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
    """From the peak to the first whole day at or below the usual share plus one deviation.

    Arguments:
        hours: every hour, the first of them weeks before the case.
        begin: index of the hour in which the case was detected.

    Returns:
        None where nothing can be said: too few usual days, or the mood never left the usual.

    """
    limit = _limit(hours[:begin])
    shares = _shares(hours)
    story = [(share, at) for at, share in enumerate(shares) if at >= begin and share is not None]
    if limit is None or not story:
        return None
    highest, peak = max(story, key=lambda found: (found[0], -found[1]))
    if highest <= limit:
        return None
    calm = 0
    for at in range(peak + 1, len(hours)):
        share = shares[at]
        calm = calm + 1 if share is not None and share <= limit else 0
        if calm == WINDOW:
            return Mood((at - WINDOW + 1 - peak) * HOUR)
    return Mood(None)


def _shares(hours: Sequence[Hour]) -> list[float | None]:
    """Per hour the negative share of the day that ends with it."""
    found: list[float | None] = []
    total = negative = 0
    for at, hour in enumerate(hours):
        total, negative = total + hour.total, negative + hour.negative
        if at >= WINDOW:
            total, negative = (
                total - hours[at - WINDOW].total,
                negative - hours[at - WINDOW].negative,
            )
        found.append(negative / total if total >= ENOUGH else None)
    return found


def _limit(before: Sequence[Hour]) -> float | None:
    """The usual daily share plus one standard deviation."""
    days = [before[at - WINDOW : at] for at in range(len(before), WINDOW - 1, -WINDOW)]
    sums = [(sum(h.total for h in day), sum(h.negative for h in day)) for day in days]
    shares = [negative / total for total, negative in sums if total >= ENOUGH]
    return mean(shares) + pstdev(shares) if len(shares) >= USUAL_DAYS else None
