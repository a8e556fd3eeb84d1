"""A turning mood: the share of negatives rises, whatever the volume does.

A turned share alone is a warning. An alert needs a second witness: that the negatives are far
beyond what chance makes of these hours, so that it is not only the praise that fell silent. Two
witnesses together may each be weaker, which finds a slow storm in a week-old series, where
nobody can know yet how rare its peaks are.
"""

import math
from collections import deque
from datetime import datetime

from .baseline import HourlyBaseline
from .episode import ALERT, WARNING
from .observation import MOOD, Observation, moment, seconds_of
from .parameters import DAY, DEFAULT, HOUR, MINUTE, Parameters

WINDOW = 4 * HOUR
HALF_LIFE = 7 * DAY
MIN_TOTAL = 20
WARNING_SHIFT, WARNING_SIGMAS = 0.15, 3.0  # 15 points on 20 mentions alone are chance
ALERT_SHIFT, ALERT_SIGMAS = 0.10, 2.0
BEYOND_CHANCE = 6.0  # standard deviations of the number of negatives
KNOWN_AFTER = 50  # mentions in the baseline, and a day
COOL_DOWN = WINDOW
STATE_VERSION = 1


class MoodDetector:
    """Feed it total and negatives of every completed bucket, in order; None is missing."""

    def __init__(self, params: Parameters = DEFAULT, *, step: int = 5 * MINUTE) -> None:
        self.step = step
        self.baseline = HourlyBaseline(step, params)  # of the negatives
        self.index: int | None = None
        self.recent: deque[tuple[int, int, int, float]] = deque()
        self.total, self.negative, self.expected = 0, 0, 0.0  # of the window
        self.usual_total, self.usual_negative = 0.0, 0.0  # decaying, of what left the window
        self.usual_at: int | None = None
        self.began: int | None = None
        self.started: int | None = None
        self.height, self.raised_at = 0.0, 0
        self.level: str | None = None

    def observe(self, at: datetime, total: int | None, negative: int | None) -> Observation | None:
        """What the last four hours say about the mood; None when too little is known."""
        seconds = seconds_of(at)
        index = seconds // self.step
        if self.index is not None and index <= self.index:
            return None
        self.index = index
        self.began = seconds if self.began is None else self.began
        self.baseline.move_to(seconds)
        self._forget(index - max(1, WINDOW // self.step))
        if total is None or negative is None:
            return None
        self._remember(index, total, negative)
        return self._judge(seconds) if self._known(seconds) else None

    def _remember(self, index: int, total: int, negative: int) -> None:
        expected = self.baseline.expected or 0.0
        self.baseline.add(negative)
        self.recent.append((index, total, negative, expected))
        self.total += total
        self.negative += negative
        self.expected += expected

    def _forget(self, before: int) -> None:
        """What leaves the window enters the baseline, so a storm is not its own normal."""
        while self.recent and self.recent[0][0] <= before:
            index, total, negative, expected = self.recent.popleft()
            self.total -= total
            self.negative -= negative
            self.expected = self.expected - expected if self.recent else 0.0
            self._learn(index, total, negative)

    def _learn(self, index: int, total: int, negative: int) -> None:
        age = 0 if self.usual_at is None else (index - self.usual_at) * self.step
        fade = 0.5 ** (age / HALF_LIFE)
        self.usual_total = self.usual_total * fade + total
        self.usual_negative = self.usual_negative * fade + negative
        self.usual_at = index

    def _known(self, seconds: int) -> bool:
        old_enough = self.began is not None and seconds - self.began >= DAY
        return old_enough and self.usual_total >= KNOWN_AFTER and self.total >= MIN_TOTAL

    def _judge(self, seconds: int) -> Observation:
        usual = (self.usual_negative + 1) / (self.usual_total + 2)
        share = self.negative / self.total
        level = self._announce(share - usual, math.sqrt(usual * (1 - usual) / self.total), seconds)
        return Observation(
            at=moment(seconds),
            kind=MOOD,
            score=max(share - usual, 0.0) if level else 0.0,
            once_in_days=0.0,
            level=level,
            window_minutes=max(1, WINDOW // self.step) * self.step // MINUTE,
            count=self.negative,
            expected=max(self.expected, 0.0),
            episode_started=moment(self.started),
            share=share,
            usual_share=usual,
        )

    def _announce(self, shift: float, sigma: float, seconds: int) -> str | None:
        """The level to announce now: an episode speaks again when higher or markedly worse."""
        beyond = self._beyond_chance()
        self._end_if_over(shift, beyond)
        level = _level(shift, sigma, beyond)
        if level is None or not self._is_news(level, shift, seconds):
            return None
        self.started = seconds if self.started is None else self.started
        self.level = ALERT if ALERT in (level, self.level) else WARNING
        self.height, self.raised_at = shift, seconds
        return level

    def _beyond_chance(self) -> float:
        """By how many standard deviations the negatives exceed what these hours bring."""
        return 2 * (math.sqrt(self.negative + 1) - math.sqrt(max(self.expected, 0.0) + 1))

    def _end_if_over(self, shift: float, beyond: float) -> None:
        calm = shift < ALERT_SHIFT / 2
        if calm or (self.level == ALERT and beyond < BEYOND_CHANCE / 2):
            self.started, self.level, self.height = None, None, 0.0

    def _is_news(self, level: str, shift: float, seconds: int) -> bool:
        if level == ALERT and self.level != ALERT:
            return True
        rested = seconds - self.raised_at >= COOL_DOWN
        return rested and (self.started is None or shift >= self.height + WARNING_SHIFT)

    FIELDS = (
        "index", "total", "negative", "expected", "usual_total", "usual_negative", "usual_at",
        "began", "started", "height", "raised_at", "level",
    )  # fmt: skip

    def state(self) -> dict:
        """Everything needed to go on after a restart, as plain JSON."""
        known = {name: getattr(self, name) for name in self.FIELDS}
        recent = [list(row) for row in self.recent]
        held = {"recent": recent, "baseline": self.baseline.state()}
        return {"version": STATE_VERSION, "step": self.step, **held, **known}

    def restore(self, state: dict) -> "MoodDetector":
        for name in self.FIELDS:
            setattr(self, name, state[name])
        self.recent = deque(tuple(row) for row in state["recent"])
        self.baseline.restore(state["baseline"])
        return self


def _level(shift: float, sigma: float, beyond: float) -> str | None:
    if shift >= max(ALERT_SHIFT, ALERT_SIGMAS * sigma) and beyond >= BEYOND_CHANCE:
        return ALERT
    return WARNING if shift >= max(WARNING_SHIFT, WARNING_SIGMAS * sigma) else None
