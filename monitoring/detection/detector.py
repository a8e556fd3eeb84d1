"""The detector of sudden rises: one series of counts, bucket by bucket, no look-ahead."""

import math
from collections import deque
from collections.abc import Sequence
from datetime import datetime

from .baseline import HourlyBaseline
from .episode import Episode
from .observation import VOLUME, Observation, moment, seconds_of
from .parameters import DAY, DEFAULT, MINUTE, Parameters, days_between
from .tail import DailyPeaks

STATE_VERSION = 1
BACKGROUND = 0.3  # the most that a bucket without news can score


class StaleState(ValueError):
    """A stored state that these parameters cannot continue."""


class Detector:
    """Feed it every completed bucket in order; None as the value says that data is missing.

    Buckets that were already observed are ignored, so a caller that resumes after a crash may
    feed them again. A jump in time is a gap, as if it had been fed as missing. A lazy one does
    not judge empty buckets, which is cheap where most are empty; they are never news.
    """

    def __init__(
        self,
        params: Parameters = DEFAULT,
        *,
        kind: str = VOLUME,
        step: int = 5 * MINUTE,
        lazy: bool = False,
    ) -> None:
        self.params, self.kind, self.step, self.lazy = params, kind, step, lazy
        self.windows = bucket_windows(params.windows, step)
        self.baseline = HourlyBaseline(step, params)
        self.peaks = DailyPeaks(self._kinds_of_peak(), params)
        self.episode = Episode(params)
        self.index: int | None = None
        self.seconds_seen = 0
        self.sums = self._memory([(0, 0.0, 0)])  # running (count, expected, seen)

    def _kinds_of_peak(self) -> int:
        return len(self.windows)

    def _memory(self, rows: Sequence[Sequence[float]]) -> deque:
        return deque((tuple(row) for row in rows), maxlen=self.windows[-1] + 1)

    def observe(self, at: datetime, value: int | None) -> Observation | None:
        """What this bucket means, or None when it is missing, repeated, or still unjudgeable."""
        seconds = seconds_of(at)
        index = seconds // self.step
        if self.index is not None and index <= self.index:
            return None
        self._skip_to(index)
        self.baseline.move_to(seconds)
        self.peaks.move_to(seconds)
        if value is None:
            self.sums.append(self.sums[-1])
            return None
        observation = self._judge(seconds, value)
        self.baseline.add(value)
        self.seconds_seen += self.step
        return observation

    def _skip_to(self, index: int) -> None:
        """Buckets between the last one and this are missing."""
        if self.index is not None:
            missing = min(index - self.index - 1, self.windows[-1])
            self.sums.extend([self.sums[-1]] * missing)
        self.index = index

    def _judge(self, seconds: int, value: int) -> Observation | None:
        expected = self.baseline.expected
        if expected is None:
            return None
        count, normal, seen = self.sums[-1]
        self.sums.append((count + value, normal + expected, seen + 1))
        if self.lazy and not value:
            return None
        rises = self._rises()
        if not rises:
            return None
        z = (max(rises)[0] + sum(r[0] for r in rises) / len(rises)) / 2
        return self._announce(z, max(rises), seconds)

    def _rises(self) -> list[tuple[float, int, float, float]]:
        """(Gumbel variate, window, count, expected) of every window that was seen enough."""
        found, sums, today = [], self.sums, self.peaks.today
        count, normal, seen = sums[-1]
        pseudo, coverage = self.params.pseudo_count, self.params.min_coverage
        for k, (window, (place, scale)) in enumerate(
            zip(self.windows, self.peaks.fits, strict=True)
        ):
            c, e, s = sums[-1 - window] if len(sums) > window else sums[0]
            if seen - s < window * coverage:
                continue
            ratio = math.log((count - c + pseudo) / (normal - e + pseudo))
            today[k] = max(today[k], ratio)
            found.append(((ratio - place) / scale, window, count - c, normal - e))
        return found

    def _announce(self, z: float, strongest: tuple, seconds: int) -> Observation:
        _, window, count, expected = strongest
        level = None
        if self._may_speak(count):
            level = self.episode.judge(z, seconds)
        score = max(z, 0.0) / (max(z, 0.0) + self.episode.alert_z)
        return Observation(
            at=moment(seconds),
            kind=self.kind,
            score=score if level else min(score, BACKGROUND),
            once_in_days=days_between(z),
            level=level,
            window_minutes=window * self.step // MINUTE,
            count=count,
            expected=expected,
            episode_started=moment(self.episode.started),
            height=z,
        )

    def _may_speak(self, count: float) -> bool:
        first_day = self.seconds_seen < DAY
        return count >= (self.params.extreme_count if first_day else self.params.min_count)

    def retune(self, params: Parameters) -> None:
        """Announce at other levels from here on."""
        self.params = params
        self.episode.retune(params)

    def state(self) -> dict:
        """Everything needed to go on after a restart; plain JSON, a few kilobytes."""
        return {
            "version": STATE_VERSION,
            "step": self.step,
            "windows": self.windows,
            "index": self.index,
            "seconds_seen": self.seconds_seen,
            "sums": [list(row) for row in self.sums],
            "baseline": self.baseline.state(),
            "peaks": self.peaks.state(),
            "episode": self.episode.state(),
        }

    def restore(self, state: dict) -> "Detector":
        if (state.get("version"), state.get("step")) != (STATE_VERSION, self.step):
            raise StaleState("the state was stored by another version or bucket length")
        if list(state["windows"]) != self.windows:
            raise StaleState("the state was stored with other windows")
        self.index, self.seconds_seen = state["index"], state["seconds_seen"]
        self.sums = self._memory(state["sums"])
        self.baseline.restore(state["baseline"])
        self.peaks.restore(state["peaks"])
        self.episode.restore(state["episode"])
        return self


def bucket_windows(minutes: Sequence[int], step: int) -> list[int]:
    """The windows in buckets; what is shorter than one bucket becomes one."""
    return sorted({max(1, m * MINUTE // step) for m in minutes})
