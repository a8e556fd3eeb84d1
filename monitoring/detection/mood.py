"""A turning mood: the share of negatives rises, whatever the volume does.

A turned share alone is a warning: it may be only the praise that fell silent. How far it turned is
the second witness of the detector of slow storms (slow.py).
"""

import math
from collections import deque
from datetime import datetime

from .detector import StaleState
from .episode import WARNING
from .observation import MOOD, Observation, moment, seconds_of
from .parameters import DAY, HOUR, MINUTE

WINDOW = 4 * HOUR
HALF_LIFE = 7 * DAY
MIN_TOTAL = 20
SHIFT, SIGMAS = 0.15, 3.0  # 15 points on 20 mentions alone are chance
OVER = SHIFT / 3
KNOWN_AFTER = 50  # mentions in the baseline, and a day
COOL_DOWN = WINDOW
STATE_VERSION = 2


class MoodDetector:
    """Feed it total and negatives of every completed bucket, in order; None is missing."""

    def __init__(
        self, *, step: int = 5 * MINUTE, strictness: float = 1.0, least: int = MIN_TOTAL
    ) -> None:
        self.step, self.least = step, max(least, MIN_TOTAL)
        self.shift, self.needed = SHIFT * strictness, SIGMAS * strictness
        self.index: int | None = None
        self.recent: deque[tuple[int, int, int]] = deque()
        self.total, self.negative = 0, 0  # of the window
        self.sigmas = 0.0  # how far the share is above the usual one
        self.usual_total, self.usual_negative = 0.0, 0.0  # decaying, of what left the window
        self.usual_at: int | None = None
        self.began: int | None = None
        self.started: int | None = None
        self.height, self.raised_at = 0.0, 0

    def observe(self, at: datetime, total: int | None, negative: int | None) -> Observation | None:
        """What the last four hours say about the mood; None when too little is known."""
        seconds = seconds_of(at)
        index = seconds // self.step
        if self.index is not None and index <= self.index:
            return None
        self.index = index
        self.began = seconds if self.began is None else self.began
        self.sigmas = 0.0
        self._forget(index - max(1, WINDOW // self.step))
        if total is None or negative is None:
            return None
        self._remember(index, total, negative)
        return self._judge(seconds) if self._known(seconds) else None

    def _remember(self, index: int, total: int, negative: int) -> None:
        if total:
            self.recent.append((index, total, negative))
            self.total += total
            self.negative += negative

    def _forget(self, before: int) -> None:
        """What leaves the window enters the baseline, so a storm is not its own normal."""
        while self.recent and self.recent[0][0] <= before:
            index, total, negative = self.recent.popleft()
            self.total -= total
            self.negative -= negative
            self._learn(index, total, negative)

    def _learn(self, index: int, total: int, negative: int) -> None:
        age = 0 if self.usual_at is None else (index - self.usual_at) * self.step
        fade = 0.5 ** (age / HALF_LIFE)
        self.usual_total = self.usual_total * fade + total
        self.usual_negative = self.usual_negative * fade + negative
        self.usual_at = index

    def _known(self, seconds: int) -> bool:
        old_enough = self.began is not None and seconds - self.began >= DAY
        return old_enough and self.usual_total >= KNOWN_AFTER and self.total >= self.least

    def _judge(self, seconds: int) -> Observation:
        usual = (self.usual_negative + 1) / (self.usual_total + 2)
        share = self.negative / self.total
        sigma = math.sqrt(usual * (1 - usual) / self.total)
        self.sigmas = (share - usual) / sigma
        level = self._announce(share - usual, sigma, seconds)
        return Observation(
            at=moment(seconds),
            kind=MOOD,
            score=max(share - usual, 0.0) if level else 0.0,
            once_in_days=0.0,
            level=level,
            window_minutes=max(1, WINDOW // self.step) * self.step // MINUTE,
            count=self.negative,
            expected=usual * self.total,
            episode_started=moment(self.started),
            share=share,
            usual_share=usual,
        )

    def _announce(self, shift: float, sigma: float, seconds: int) -> str | None:
        """A warning now, or None: an episode speaks again when it is markedly worse."""
        if shift < OVER:
            self.started, self.height = None, 0.0
        if shift < max(self.shift, self.needed * sigma) or not self._is_news(shift, seconds):
            return None
        self.started = seconds if self.started is None else self.started
        self.height, self.raised_at = shift, seconds
        return WARNING

    def _is_news(self, shift: float, seconds: int) -> bool:
        rested = seconds - self.raised_at >= COOL_DOWN
        return rested and (self.started is None or shift >= self.height + SHIFT)

    FIELDS = (
        "index", "total", "negative", "sigmas", "usual_total", "usual_negative", "usual_at",
        "began", "started", "height", "raised_at",
    )  # fmt: skip

    def state(self) -> dict:
        """Everything needed to go on after a restart, as plain JSON."""
        known = {name: getattr(self, name) for name in self.FIELDS}
        recent = [list(row) for row in self.recent]
        return {"version": STATE_VERSION, "step": self.step, "recent": recent, **known}

    def restore(self, state: dict) -> "MoodDetector":
        if state.get("version") != STATE_VERSION:
            raise StaleState("the state was stored by another version")
        for name in self.FIELDS:
            setattr(self, name, state[name])
        self.recent = deque(tuple(row) for row in state["recent"])
        return self
