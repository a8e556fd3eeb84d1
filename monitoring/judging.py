"""The detectors of one watch, fed with its buckets; knows no database."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from monitoring.clockwork import SECONDS, STEP
from monitoring.detection import (
    DEFAULT,
    NEGATIVE,
    SLOW,
    VOLUME,
    Detector,
    MoodDetector,
    SlowDetector,
    SourceDetector,
    SpreadDetector,
    sentences,
)
from monitoring.enums import SignalLevel
from monitoring.feeding import NOTHING, Counts, Hole, feed
from monitoring.platforms import PlatformSeries

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitoring.detection import Observation

__all__ = ["NOTHING", "Counts", "Hit", "Hole", "Judges", "Rules", "feed"]

#: A bucket this rare belongs to the episode that is going on, though it is no news.
HOT_DAYS = 2.0
HOT_COUNT, HOT_RATIO = 3, 2.0
#: A reach that an online newspaper or a large page brings, and few private people.
BIG_SOURCE = 100_000
#: By how much thresholds of shares and spreads follow the sensitivity: a doubling is a fifth.
SOFTLY = 0.3


@dataclass(frozen=True)
class Rules:
    """What a brand and a watch may set; everything else is the same for all."""

    factor: float = 1.0
    min_count: int = DEFAULT.min_count
    big_source: int = BIG_SOURCE


@dataclass(frozen=True)
class Hit:
    """A bucket that is worth telling. `at` is the moment the desk could know, in event time."""

    kind: str
    level: str
    at: datetime
    started_at: datetime
    score: float
    facts: dict[str, Any]
    news: bool

    @property
    def once_in_days(self) -> float:
        return self.facts["once_in_days"]

    @property
    def begins_at(self) -> datetime:
        """Where the window that shows the rise begins."""
        window = timedelta(minutes=self.facts["window_minutes"])
        return min(self.started_at, self.at - window)

    def evidence(self) -> dict[str, Any]:
        """What the signal keeps, as plain JSON."""
        moments = {"at": self.at.isoformat(), "started_at": self.started_at.isoformat()}
        return self.facts | moments | {"level": self.level}


class Judges:
    """All detectors of one watch: its sum and each platform."""

    def __init__(self, rules: Rules | None = None, *, by_platform: bool = True) -> None:
        self.by_platform = by_platform
        self.rules = rules or Rules()
        factor, least = self.rules.factor, self.rules.min_count
        self.params = replace(DEFAULT.with_sensitivity(factor), min_count=least)
        times = SLOW.min_count / DEFAULT.min_count
        slow = replace(SLOW.with_sensitivity(factor), min_count=round(times * least))
        strictness = factor**-SOFTLY
        self.volume = Detector(self.params, kind=VOLUME, step=SECONDS, lazy=True)
        self.negative = Detector(self.params, kind=NEGATIVE, step=SECONDS, lazy=True)
        self.slow = SlowDetector(slow, step=SECONDS, lazy=True)
        self.mood = MoodDetector(step=SECONDS, strictness=strictness, least=slow.min_count)
        self.platforms = PlatformSeries(self.params)
        self.spread = SpreadDetector(step=SECONDS, strictness=strictness)
        self.source = SourceDetector()
        self.since: datetime | None = None

    def observe(
        self, start: datetime, counts: Counts | None, known_at: datetime | None = None
    ) -> list[Hit]:
        """What the bucket that began at `start` tells; None as counts says that data is missing."""
        self.since = self.since or start
        at = known_at or start + STEP
        return [
            hit
            for found, rises, more in self._seen(start, counts)
            if found and (hit := self._hit(found, at, rises, more))
        ]

    def _seen(
        self, start: datetime, counts: Counts | None
    ) -> Iterator[tuple[Observation | None, bool, dict[str, Any]]]:
        total, negative = (counts.total, counts.negative) if counts else (None, None)
        yield self.volume.observe(start, total), _rises(self.volume, total), {}
        yield self.negative.observe(start, negative), _rises(self.negative, negative), {}
        yield self.mood.observe(start, total, negative), False, {}
        slow = self.slow.observe(start, negative, total)
        yield slow, False, {}
        limit = self.rules.big_source
        if counts:
            yield self.source.observe(start, counts.widest, limit), False, {}
        if not self.by_platform:
            return
        for name, found in self.platforms.observe(start, counts):
            yield found, False, {"platform": name}
        if counts:
            rare = slow is not None and slow.height >= self.slow.seconds_from
            yield self._spread(start, counts, seconded=rare), False, {}

    def _spread(self, start: datetime, counts: Counts, *, seconded: bool) -> Observation | None:
        return self.spread.observe(
            start,
            self.platforms.usual_negatives(counts),
            counts.negative_reach,
            least=self.rules.min_count,
            seconded=seconded,
        )

    def _hit(
        self, seen: Observation, at: datetime, rises: bool, more: dict[str, Any]
    ) -> Hit | None:
        level = seen.level or (self._heat(seen) if rises else None)
        if level is None:
            return None
        return Hit(
            kind=seen.kind,
            level=level,
            at=at,
            started_at=seen.episode_started or seen.at,
            score=round(seen.score, 4),
            facts=sentences.evidence(seen) | more | self._known(at),
            news=seen.level is not None,
        )

    def _known(self, at: datetime) -> dict[str, Any]:
        """How long the watch has listened, while that is too short to know its habits."""
        heard = at - (self.since or at)
        hours = int(heard.total_seconds() // 3600)
        return {"known_hours": hours} if heard < YOUNG else {}

    def _heat(self, seen: Observation) -> str | None:
        """The level of a bucket that is no news but still part of the storm."""
        if seen.count < self.params.min_count or seen.once_in_days < HOT_DAYS:
            return None
        high = seen.once_in_days >= self.params.alert_days
        return SignalLevel.ALERT if high else SignalLevel.WARNING

    PARTS = ("volume", "negative", "mood", "slow", "platforms", "spread", "source")

    def state(self) -> dict[str, Any]:
        parts = {name: getattr(self, name).state() for name in self.PARTS}
        return parts | {"since": self.since and self.since.isoformat()}

    def restore(self, state: dict[str, Any]) -> Judges:
        for name in self.PARTS:
            getattr(self, name).restore(state[name])
        self.since = state["since"] and datetime.fromisoformat(state["since"])
        return self


#: Until then the general experience weighs more than what was seen of the brand itself.
YOUNG = timedelta(days=3)


def _rises(detector: Detector, value: int | None) -> bool:
    """Whether the bucket itself is high: windows of hours stay high long after the storm."""
    usual = detector.baseline.expected or 0.0
    return value is not None and value >= max(HOT_COUNT, HOT_RATIO * usual)
