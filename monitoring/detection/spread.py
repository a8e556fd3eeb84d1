"""Negatives that jump from platform to platform, and negatives that a wide source carries.

The usual rules of the trade ("negatives on three platforms in six hours", "negative reach that
doubles twice in a row") would speak every day for a large brand. So a platform counts only where
its negatives are well beyond what it usually brings, and reach only where it is beyond its usual.
"""

from collections import deque
from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from .detector import StaleState
from .episode import ALERT, RANK, WARNING
from .observation import SOURCE, SPREAD, Observation, moment, seconds_of
from .parameters import DAY, HOUR, MINUTE
from .slow import strength

WINDOW = 6 * HOUR
PLATFORMS = 3
LEAST_OF_PLATFORM, STRUCK, TIMES = 3, 3.0, 2.0  # negatives, sigmas beyond, times the usual
COOL_DOWN = WINDOW
DOUBLINGS, LEAST_OF_HOUR = 2, 5
REACH_HALF_LIFE = 7 * DAY
BEYOND_USUAL_REACH = 3.0
STATE_VERSION = 1


class Struck(NamedTuple):
    """Negatives of a platform in the window, and how many are usual."""

    count: int
    expected: float


class Announcer:
    """One announcement an episode, and another when the level or the size says so."""

    def __init__(self) -> None:
        self.raised_at: int | None = None
        self.level: str | None = None
        self.size = 0.0

    def announce(self, level: str | None, size: float, seconds: int) -> str | None:
        """The level to announce now; an episode ends when nothing was said for the cool-down."""
        if level is None:
            return None
        if self.raised_at is None or seconds - self.raised_at >= COOL_DOWN:
            self.level, self.size = None, 0.0
        if RANK[level] <= RANK[self.level] and size < 2 * self.size:
            return None
        self.raised_at, self.level, self.size = seconds, level, size
        return level

    def state(self) -> list:
        return [self.raised_at, self.level, self.size]

    def restore(self, state: list) -> None:
        self.raised_at, self.level, self.size = state


class SpreadDetector:
    """Feed it each platform's negatives with their usual number, and the reach of them all."""

    def __init__(self, *, step: int = 5 * MINUTE, strictness: float = 1.0) -> None:
        self.step, self.struck_from = step, STRUCK * strictness
        self.buckets = max(1, WINDOW // step)
        self.index: int | None = None
        self.began: int | None = None
        self.recent: deque[tuple[int, dict[str, tuple[int, float]]]] = deque()
        self.sums: dict[str, list[float]] = {}
        self.hours: list[list[float]] = []  # (hour, reach, negatives) of the last ones
        self.usual_reach, self.usual_weight = 0.0, 0.0
        self.announcer = Announcer()

    def observe(
        self,
        at: datetime,
        negatives: Mapping[str, tuple[int, float]],
        reach: int,
        *,
        least: int = 10,
        seconded: bool = False,
    ) -> Observation | None:
        """What these hours say; `negatives` are (count, usual count) of this bucket."""
        seconds = seconds_of(at)
        index = seconds // self.step
        if self.index is not None and index <= self.index:
            return None
        self.index = index
        self.began = seconds if self.began is None else self.began
        self._remember(index, negatives)
        self._count_reach(seconds // HOUR, reach, sum(n for n, _ in negatives.values()))
        if seconds - self.began < DAY or not any(count for count, _ in negatives.values()):
            return None
        return self._platforms(seconds, least, seconded) or self._doubled(seconds)

    def _remember(self, index: int, negatives: Mapping[str, tuple[int, float]]) -> None:
        while self.recent and self.recent[0][0] <= index - self.buckets:
            for name, (count, expected) in self.recent.popleft()[1].items():
                self.sums[name][0] -= count
                self.sums[name][1] -= expected
        if not negatives:
            return
        self.recent.append((index, dict(negatives)))
        for name, (count, expected) in negatives.items():
            row = self.sums.setdefault(name, [0, 0.0])
            row[0] += count
            row[1] += expected

    def struck(self) -> dict[str, Struck]:
        """Platforms on which the negatives are well beyond what is usual there."""
        return {
            name: Struck(int(count), max(expected, 0.0))
            for name, (count, expected) in self.sums.items()
            if count >= max(LEAST_OF_PLATFORM, TIMES * expected)
            and strength(count, expected) >= self.struck_from
        }

    def _platforms(self, seconds: int, least: int, seconded: bool) -> Observation | None:
        struck = self.struck()
        count = sum(one.count for one in struck.values())
        if len(struck) < PLATFORMS or count < least:
            return None
        level = self.announcer.announce(ALERT if seconded else WARNING, len(struck), seconds)
        facts = {n: [one.count, round(one.expected, 1)] for n, one in struck.items()}
        expected = sum(one.expected for one in struck.values())
        return _said(seconds, SPREAD, level, WINDOW, count, expected, {"struck": facts})

    def _count_reach(self, hour: int, reach: int, negatives: int) -> None:
        if not self.hours or self.hours[-1][0] != hour:
            self._learn_reach()
            self.hours = [*self.hours[-DOUBLINGS:], [hour, 0, 0]]
        self.hours[-1][1] += reach
        self.hours[-1][2] += negatives

    def _learn_reach(self) -> None:
        if len(self.hours) <= DOUBLINGS:
            return
        fade = 0.5 ** (HOUR / REACH_HALF_LIFE)
        self.usual_reach = self.usual_reach * fade + self.hours[0][1]
        self.usual_weight = self.usual_weight * fade + 1

    def _doubled(self, seconds: int) -> Observation | None:
        """Reach of the negatives doubled from hour to hour, twice, and so did not their number
        fall: one wide post is the other detector's. A few posts can do that on a calm day, so it
        only warns.
        """
        if len(self.hours) <= DOUBLINGS or not self.usual_weight:
            return None
        (h0, r0, n0), (_, r1, n1), (h2, r2, n2) = self.hours
        grew = r0 > 0 and r1 >= 2 * r0 and r2 >= 2 * r1 and h2 - h0 == DOUBLINGS
        many = n2 >= max(LEAST_OF_HOUR, n1) and n1 >= n0
        usual = self.usual_reach / self.usual_weight
        if not (grew and many and r2 >= BEYOND_USUAL_REACH * max(usual, 1.0)):
            return None
        level = self.announcer.announce(WARNING, PLATFORMS, seconds)
        more = {"reaches": [r0, r1, r2], "usual_reach": round(usual)}
        return _said(seconds, SPREAD, level, 3 * HOUR, n0 + n1 + n2, 0.0, more)

    FIELDS = ("index", "began", "sums", "hours", "usual_reach", "usual_weight")

    def state(self) -> dict:
        """Everything needed to go on after a restart, as plain JSON."""
        known = {name: getattr(self, name) for name in self.FIELDS}
        recent = [[index, rows] for index, rows in self.recent]
        said = self.announcer.state()
        return {"version": STATE_VERSION, "recent": recent, "said": said, **known}

    def restore(self, state: dict) -> "SpreadDetector":
        if state.get("version") != STATE_VERSION:
            raise StaleState("the state was stored by another version")
        for name in self.FIELDS:
            setattr(self, name, state[name])
        self.recent = deque(
            (i, {n: tuple(r) for n, r in rows.items()}) for i, rows in state["recent"]
        )
        self.announcer.restore(state["said"])
        return self


class SourceDetector:
    """Feed it the widest reach of a single negative mention of every bucket."""

    def __init__(self) -> None:
        self.announcer = Announcer()

    def observe(self, at: datetime, widest: int, limit: int) -> Observation | None:
        """A negative mention with a reach of at least `limit`."""
        if widest < limit:
            return None
        seconds = seconds_of(at)
        level = self.announcer.announce(WARNING, widest, seconds)
        more = {"widest": widest, "limit": limit}
        return _said(seconds, SOURCE, level, 5 * MINUTE, 1, 0.0, more)

    def state(self) -> list:
        return self.announcer.state()

    def restore(self, state: list) -> "SourceDetector":
        self.announcer.restore(state)
        return self


def _said(
    seconds: int, kind: str, level: str | None, window: int, count: int, expected: float, more: dict
) -> Observation:
    return Observation(
        at=moment(seconds),
        kind=kind,
        score=0.5 if level else 0.0,
        once_in_days=0.0,
        level=level,
        window_minutes=window // MINUTE,
        count=count,
        expected=expected,
        episode_started=moment(seconds - window),
        more=more,
    )
