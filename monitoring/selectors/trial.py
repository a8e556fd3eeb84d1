"""What other settings would have made of the past, by the detectors that judge the present."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from crisisdesk.kernel.clock import now
from monitoring.clockwork import floor
from monitoring.enums import SignalKind, SignalLevel
from monitoring.feeding import feed
from monitoring.judging import Judges
from monitoring.models import Bucket, Signal
from monitoring.selectors.silence import holes, names

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from monitoring.feeding import Counts
    from monitoring.judging import Hit, Rules
    from monitoring.models import Watch

#: What the detectors read of a bucket, in the order of `feeding.Row`.
COLUMNS = ("start", "platform", "total", "negative", "negative_reach", "widest")
DAY = timedelta(days=1)
#: The detectors learn from these days before the first one that counts.
WARM_UP = timedelta(days=14)
#: Platforms are judged one by one up to this many days; longer would keep the reader waiting.
BY_PLATFORM_UP_TO = 30
#: Hits closer than this belong to the same episode.
SAME_EPISODE = timedelta(hours=6)


@dataclass
class Episode:
    """A warning or an alert that there would have been."""

    kind: str
    level: str
    at: datetime
    last_at: datetime
    hit: Hit

    @property
    def label(self) -> str:
        return str(SignalLevel(self.level).label)

    @property
    def kind_label(self) -> str:
        return str(SignalKind(self.kind).label)


@dataclass
class Trial:
    """The past under other settings, beside what was really raised."""

    begin: datetime
    end: datetime
    by_platform: bool
    #: The first time anything was heard; None where nothing ever was.
    first: datetime | None
    #: Sources that were silent in that time though they should have talked.
    silent: list[str] = field(default_factory=list)
    episodes: list[Episode] = field(default_factory=list)
    missed: list[Signal] = field(default_factory=list)
    added: list[Episode] = field(default_factory=list)

    @property
    def known(self) -> bool:
        return self.first is not None

    @property
    def since(self) -> datetime | None:
        """When listening began, where that is only amid these days."""
        late = self.first is not None and self.first - self.begin >= timedelta(days=1)
        return self.first if late else None

    @property
    def heard_days(self) -> int:
        """How many of the days were listened to, the begun ones among them."""
        return math.ceil((self.end - max(self.since or self.begin, self.begin)) / DAY)

    @property
    def alerts(self) -> int:
        return sum(one.level == SignalLevel.ALERT for one in self.episodes)

    @property
    def warnings(self) -> int:
        return len(self.episodes) - self.alerts


def run(watch: Watch, rules: Rules, days: int) -> Trial:
    """Judge the last days again under these rules; nothing is stored."""
    end = floor(now())
    begin = end - timedelta(days=days)
    by_platform = days <= BY_PLATFORM_UP_TO
    kept = Bucket.objects.filter(watch=watch).order_by("start").values_list("start", flat=True)
    trial = Trial(begin, end, by_platform, kept.first(), names(watch.brand_id, begin, end))
    judges = Judges(rules, by_platform=by_platform)
    hits = [
        hit
        for start, counts in buckets(watch, begin - WARM_UP, end)
        for hit in judges.observe(start, counts)
        if hit.at > begin
    ]
    trial.episodes = merged(hits)
    _compare(trial, watch)
    return trial


def buckets(
    watch: Watch, begin: datetime, end: datetime
) -> Iterator[tuple[datetime, Counts | None]]:
    """The buckets of a watch as its detectors are fed with them."""
    kept = Bucket.objects.filter(watch=watch)
    last = kept.filter(start__lt=begin).order_by("-start").values_list("start", flat=True)
    rows = kept.filter(start__gte=begin, start__lt=end).order_by("start", "platform")
    silent = holes(watch.brand_id, begin, end)
    found = rows.values_list(*COLUMNS).iterator(2000)
    yield from feed(found, begin, end, last=last.first(), silent=silent)


def merged(hits: Iterable[Hit]) -> list[Episode]:
    """One for each episode, at its highest level, as signals are raised."""
    found: list[Episode] = []
    for hit in sorted(hits, key=lambda hit: hit.at):
        current = found[-1] if found else None
        if current and hit.at - current.last_at <= SAME_EPISODE:
            current.last_at = hit.at
            if hit.news and (hit.level, current.level) == (SignalLevel.ALERT, SignalLevel.WARNING):
                current.kind, current.level, current.at = hit.kind, hit.level, hit.at
                current.hit = hit
        elif hit.news:
            found.append(Episode(hit.kind, hit.level, hit.at, hit.at, hit))
    return found


def _compare(trial: Trial, watch: Watch) -> None:
    """Which real signals there would not have been, and which episodes had none."""
    real = list(
        Signal.objects.filter(watch=watch, at__gt=trial.begin, at__lte=trial.end)
        .exclude(kind__in=[SignalKind.MANUAL, SignalKind.CLAIM])
        .select_related("watch", "brand")
        .order_by("at")
    )
    trial.missed = [s for s in real if not any(_touch(e, s) for e in trial.episodes)]
    trial.added = [e for e in trial.episodes if not any(_touch(e, s) for s in real)]


def _touch(episode: Episode, signal: Signal) -> bool:
    begins, ends = min(signal.started_at, signal.at), max(signal.last_at, signal.at)
    return episode.at <= ends + SAME_EPISODE and begins <= episode.last_at + SAME_EPISODE
