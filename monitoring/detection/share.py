"""The share of negatives in a window, against that of the weeks before it."""

import math
from collections import deque

from .parameters import DAY

HALF_LIFE = 7 * DAY
KNOWN_AFTER = 50  # mentions in the baseline, and a day


class Share:
    """Feed it every bucket in order. What leaves the window enters the baseline.

    So a storm is not its own normal. A classifier that is wrong as often as ever lifts the share
    now and usually alike.
    """

    def __init__(self, window: int, step: int) -> None:
        self.buckets, self.step = max(1, window // step), step
        self.recent: deque[tuple[int, int, int]] = deque()
        self.total, self.negative = 0, 0  # of the window
        self.usual_total, self.usual_negative = 0.0, 0.0  # decaying, of what left the window
        self.usual_at: int | None = None
        self.began: int | None = None

    def move_to(self, index: int) -> None:
        self.began = index if self.began is None else self.began
        while self.recent and self.recent[0][0] <= index - self.buckets:
            old, total, negative = self.recent.popleft()
            self.total -= total
            self.negative -= negative
            self._learn(old, total, negative)

    def add(self, index: int, total: int, negative: int) -> None:
        if total:
            self.recent.append((index, total, negative))
            self.total += total
            self.negative += negative

    def _learn(self, index: int, total: int, negative: int) -> None:
        age = 0 if self.usual_at is None else (index - self.usual_at) * self.step
        fade = 0.5 ** (age / HALF_LIFE)
        self.usual_total = self.usual_total * fade + total
        self.usual_negative = self.usual_negative * fade + negative
        self.usual_at = index

    def known(self, index: int, least: int) -> bool:
        old_enough = self.began is not None and (index - self.began) * self.step >= DAY
        return old_enough and self.usual_total >= KNOWN_AFTER and self.total >= least

    @property
    def now(self) -> float:
        return self.negative / self.total

    @property
    def usual(self) -> float:
        return (self.usual_negative + 1) / (self.usual_total + 2)

    @property
    def sigma(self) -> float:
        """By how much chance alone moves the share of so many mentions."""
        return math.sqrt(self.usual * (1 - self.usual) / self.total)

    FIELDS = (
        "total", "negative", "usual_total", "usual_negative", "usual_at", "began",
    )  # fmt: skip

    def state(self) -> dict:
        known = {name: getattr(self, name) for name in self.FIELDS}
        return {"recent": [list(row) for row in self.recent], **known}

    def restore(self, state: dict) -> "Share":
        for name in self.FIELDS:
            setattr(self, name, state[name])
        self.recent = deque(tuple(row) for row in state["recent"])
        return self
