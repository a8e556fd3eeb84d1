"""The detectors of each platform of a watch: a storm that the noise of the others would hide."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from monitoring.clockwork import SECONDS
from monitoring.detection import NEGATIVE, VOLUME, Detector

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from monitoring.detection import Observation, Parameters
    from monitoring.feeding import Counts

#: More series than this would cost more than they find; the rest is in the sum of all.
MOST = 6
#: A platform gets a series of its own once so much was heard there.
KNOWN_AFTER = 20


class PlatformSeries:
    """Volume and negatives of each platform that is heard often enough.

    Many series see more chance peaks than one: so each needs a peak as many times rarer as there
    are series, and all together are no louder than one.
    """

    def __init__(self, params: Parameters) -> None:
        self.params = params
        self.heard: dict[str, int] = {}
        self.series: dict[str, tuple[Detector, Detector]] = {}

    def observe(self, start: datetime, counts: Counts | None) -> Iterator[tuple[str, Observation]]:
        """What each platform's bucket says; where there is but one, it is the sum of all."""
        self._meet(counts)
        for name, pair in self.series.items():
            values = _values(name, counts)
            for detector, value in zip(pair, values, strict=True):
                found = detector.observe(start, value)
                if found:
                    yield name, found

    def usual_negatives(self, counts: Counts | None) -> dict[str, tuple[int, float]]:
        """Negatives of the bucket and their usual number, of each platform that matters here."""
        if counts is None:
            return {}
        found = {
            name: (counts.parts[name].negative if name in counts.parts else 0, expected)
            for name, (_, negative) in self.series.items()
            if name not in counts.silent and (expected := negative.baseline.expected) is not None
        }
        new = {name: (part.negative, 0.0) for name, part in counts.parts.items() if part.negative}
        return new | found

    def _meet(self, counts: Counts | None) -> None:
        if counts is None:
            return
        for name, part in counts.parts.items():
            if name in self.series:
                continue
            self.heard[name] = self.heard.get(name, 0) + part.total
        known = [name for name, count in self.heard.items() if count >= KNOWN_AFTER]
        if len(known) > max(1, len(self.series)):
            self.series = {name: self.series.get(name) or self._pair() for name in known[:MOST]}
            self._retune()

    def _pair(self) -> tuple[Detector, Detector]:
        volume = Detector(self.params, kind=VOLUME, step=SECONDS, lazy=True)
        return volume, Detector(self.params, kind=NEGATIVE, step=SECONDS, lazy=True)

    def _retune(self) -> None:
        times = max(len(self.series), 1)
        params = replace(
            self.params,
            warning_days=self.params.warning_days * times,
            alert_days=self.params.alert_days * times,
        )
        for pair in self.series.values():
            for detector in pair:
                detector.retune(params)

    def state(self) -> dict[str, Any]:
        series = {name: [d.state() for d in pair] for name, pair in self.series.items()}
        return {"heard": self.heard, "series": series}

    def restore(self, state: dict[str, Any]) -> PlatformSeries:
        self.heard = dict(state["heard"])
        for name, states in state["series"].items():
            self.series[name] = self._pair()
            for detector, kept in zip(self.series[name], states, strict=True):
                detector.restore(kept)
        self._retune()
        return self


def _values(name: str, counts: Counts | None) -> tuple[int | None, int | None]:
    if counts is None or (name not in counts.parts and name in counts.silent):
        return None, None
    part = counts.parts.get(name)
    return (part.total, part.negative) if part else (0, 0)
