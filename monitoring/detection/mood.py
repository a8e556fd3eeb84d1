"""A turning mood: the share of negatives rises, whatever the volume does.

A turned share alone is a warning: it may be only the praise that fell silent. What it adds to a
rise of the negatives is told by the detector of slow storms (slow.py).
"""

from datetime import datetime

from .detector import StaleState
from .episode import WARNING
from .observation import MOOD, Observation, moment, seconds_of
from .parameters import HOUR, MINUTE
from .share import Share

WINDOW = 4 * HOUR
MIN_TOTAL = 20
SHIFT, SIGMAS = 0.15, 3.0  # 15 points on 20 mentions alone are chance
OVER = SHIFT / 3
COOL_DOWN = WINDOW
STATE_VERSION = 3


class MoodDetector:
    """Feed it total and negatives of every completed bucket, in order; None is missing."""

    def __init__(
        self, *, step: int = 5 * MINUTE, strictness: float = 1.0, least: int = MIN_TOTAL
    ) -> None:
        self.step, self.least = step, max(least, MIN_TOTAL)
        self.shift, self.needed = SHIFT * strictness, SIGMAS * strictness
        self.index: int | None = None
        self.share = Share(WINDOW, step)
        self.started: int | None = None
        self.height, self.raised_at = 0.0, 0

    def observe(self, at: datetime, total: int | None, negative: int | None) -> Observation | None:
        """What the last four hours say about the mood; None when too little is known."""
        seconds = seconds_of(at)
        index = seconds // self.step
        if self.index is not None and index <= self.index:
            return None
        self.index = index
        self.share.move_to(index)
        if total is None or negative is None:
            return None
        self.share.add(index, total, negative)
        return self._judge(seconds) if self.share.known(index, self.least) else None

    def _judge(self, seconds: int) -> Observation:
        share, usual = self.share.now, self.share.usual
        level = self._announce(share - usual, self.share.sigma, seconds)
        return Observation(
            at=moment(seconds),
            kind=MOOD,
            score=max(share - usual, 0.0) if level else 0.0,
            once_in_days=0.0,
            level=level,
            window_minutes=self.share.buckets * self.step // MINUTE,
            count=self.share.negative,
            expected=usual * self.share.total,
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

    FIELDS = ("index", "started", "height", "raised_at")

    def state(self) -> dict:
        """Everything needed to go on after a restart, as plain JSON."""
        known = {name: getattr(self, name) for name in self.FIELDS}
        return {
            "version": STATE_VERSION,
            "step": self.step,
            "share": self.share.state(),
            **known,
        }

    def restore(self, state: dict) -> "MoodDetector":
        if state.get("version") != STATE_VERSION:
            raise StaleState("the state was stored by another version")
        for name in self.FIELDS:
            setattr(self, name, state[name])
        self.share.restore(state["share"])
        return self
