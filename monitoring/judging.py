"""The detectors of one watch, fed with its buckets; knows no database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from monitoring.clockwork import SECONDS, STEP
from monitoring.detection import DEFAULT, NEGATIVE, VOLUME, Detector, MoodDetector, sentences
from monitoring.enums import Sensitivity, SignalLevel

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from monitoring.detection import Observation

#: Without any mention for longer than this nobody can tell silence from a cut wire.
LONGEST_CALM = timedelta(hours=24)
#: A bucket this rare belongs to the episode that is going on, though it is no news.
HOT_DAYS = 2.0
HOT_COUNT, HOT_RATIO = 3, 2.0


class Counts(NamedTuple):
    total: int
    negative: int


NOTHING = Counts(0, 0)


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
    """Volume, negatives and mood of one watch."""

    def __init__(self, sensitivity: str = Sensitivity.NORMAL) -> None:
        self.params = DEFAULT.with_sensitivity(Sensitivity.factors[sensitivity])
        self.volume = Detector(self.params, kind=VOLUME, step=SECONDS)
        self.negative = Detector(self.params, kind=NEGATIVE, step=SECONDS)
        self.mood = MoodDetector(step=SECONDS)

    def observe(
        self, start: datetime, counts: Counts | None, known_at: datetime | None = None
    ) -> list[Hit]:
        """What the bucket that began at `start` tells; None as counts says that data is missing."""
        total, negative = counts if counts is not None else (None, None)
        seen = (
            (self.volume.observe(start, total), _rises(self.volume, total)),
            (self.negative.observe(start, negative), _rises(self.negative, negative)),
            (self.mood.observe(start, total, negative), False),
        )
        at = known_at or start + STEP
        return [hit for found, rises in seen if found and (hit := self._hit(found, at, rises))]

    def _hit(self, seen: Observation, at: datetime, rises: bool) -> Hit | None:
        level = seen.level or (self._heat(seen) if rises else None)
        if level is None:
            return None
        return Hit(
            kind=seen.kind,
            level=level,
            at=at,
            started_at=seen.episode_started or seen.at,
            score=round(seen.score, 4),
            facts=sentences.evidence(seen),
            news=seen.level is not None,
        )

    def _heat(self, seen: Observation) -> str | None:
        """The level of a bucket that is no news but still part of the storm."""
        if seen.count < self.params.min_count or seen.once_in_days < HOT_DAYS:
            return None
        high = seen.once_in_days >= self.params.alert_days
        return SignalLevel.ALERT if high else SignalLevel.WARNING

    def state(self) -> dict[str, Any]:
        parts = {"volume": self.volume, "negative": self.negative, "mood": self.mood}
        return {name: part.state() for name, part in parts.items()}

    def restore(self, state: dict[str, Any]) -> Judges:
        self.volume.restore(state["volume"])
        self.negative.restore(state["negative"])
        self.mood.restore(state["mood"])
        return self


def _rises(detector: Detector, value: int | None) -> bool:
    """Whether the bucket itself is high: windows of hours stay high long after the storm."""
    usual = detector.baseline.expected or 0.0
    return value is not None and value >= max(HOT_COUNT, HOT_RATIO * usual)


Row = tuple[datetime, int, int]


def feed(
    rows: Iterable[Row],
    begin: datetime,
    end: datetime,
    *,
    last: datetime | None,
    silent: Iterable[tuple[datetime, datetime]] = (),
) -> Iterator[tuple[datetime, Counts | None]]:
    """Every bucket of [begin, end): counted, empty, or missing.

    `last` is the last bucket with mentions before `begin`. Buckets in a hole longer than
    `LONGEST_CALM` are left out, which detectors take as missing.
    """
    holes = list(silent)
    at = begin
    for start, total, negative in rows:
        yield from _empty(at, start, last, holes)
        yield start, Counts(total, negative)
        at, last = start + STEP, start
    yield from _empty(at, end, last, holes)


def _empty(
    begin: datetime,
    end: datetime,
    last: datetime | None,
    holes: list[tuple[datetime, datetime]],
) -> Iterator[tuple[datetime, Counts | None]]:
    if last is None:
        return
    at = begin
    while at < min(end, last + LONGEST_CALM):
        missing = any(began < at + STEP and at < ended for began, ended in holes)
        yield at, None if missing else NOTHING
        at += STEP
