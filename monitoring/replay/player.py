"""Plays a recording: the same intake, classification and detection as live, in event time.

What is found depends on the recording alone, never on the speed or on how rows are batched:
rows go in sorted by their time, and only buckets that the recording's clock has passed are judged.
"""

from __future__ import annotations

import time
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from crisisdesk.kernel.clock import now
from monitoring.clockwork import STEP, floor
from monitoring.enums import SourceKind
from monitoring.intake.clean import Heard, clean
from monitoring.models import Watch
from monitoring.replay import brands
from monitoring.services import claim_reading, clustering, detection
from monitoring.services.ingest import take_in
from teams.automation import automation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from monitoring.replay.readers import Row
    from teams.models import Brand

BATCH = 500
#: A recording that ends this recently goes on into the present.
RECENT = timedelta(hours=24)


@dataclass
class Recording:
    """Cleaned rows in the order of their time, and what was wrong with the others."""

    rows: list[tuple[str, Heard]] = field(default_factory=list)
    rejected: list[dict[str, Any]] = field(default_factory=list)

    @property
    def begins_at(self) -> datetime | None:
        return self.rows[0][1].posted_at if self.rows else None

    @property
    def ends_at(self) -> datetime | None:
        return self.rows[-1][1].posted_at if self.rows else None


@dataclass
class Outcome:
    """What became of a recording."""

    accepted: int = 0
    duplicates: int = 0
    rejected: list[dict[str, Any]] = field(default_factory=list)
    brands: dict[str, Brand] = field(default_factory=dict)
    begins_at: datetime | None = None
    ends_at: datetime | None = None


def load(rows: Iterable[Row], *, brand: str = "") -> Recording:
    """Clean and sort a recording; with `brand` every row is of that brand."""
    recording = Recording()
    moment = now()
    for line, name, item in rows:
        heard = clean(item, moment=moment)
        if isinstance(heard, Heard) and (brand or name.strip()):
            recording.rows.append((brand or name.strip(), heard))
        else:
            errors = heard if isinstance(heard, dict) else {"brand": ["?"]}
            recording.rejected.append({"line": line, "errors": errors})
    recording.rows.sort(key=lambda row: (row[1].posted_at, row[1].external_id))
    return recording


def shift_to_now(recording: Recording) -> None:
    """Move the recording so that it ends now; it is another storm each time it is played."""
    if recording.ends_at is None:
        return
    moment = now()
    by = moment - recording.ends_at
    for _name, heard in recording.rows:
        heard.posted_at += by
        heard.external_id = f"{heard.external_id[:180]}@{moment:%m%d%H%M%S%f}"


def play(
    recording: Recording,
    *,
    speed: float | None = None,
    batch: int = BATCH,
    progress: Callable[[int, int], None] | None = None,
) -> Outcome:
    """Play it all; `speed` is event time over real time, None as fast as possible."""
    outcome = Outcome(rejected=list(recording.rejected))
    outcome.begins_at, outcome.ends_at = recording.begins_at, recording.ends_at
    outcome.brands = {name: brands.find_or_make(name) for name in {n for n, _ in recording.rows}}
    watches = [watch for brand in outcome.brands.values() for watch in brands.listening(brand)]
    done = 0
    try:
        for rows in _slices(recording.rows, speed, batch):
            _take(rows, outcome)
            _judge(watches, rows[-1][1].posted_at)
            done += len(rows)
            if progress:
                progress(done, len(recording.rows))
    finally:
        for watch in watches:
            detection.release(watch.pk)
    _finish(watches, recording.ends_at)
    for brand in outcome.brands.values():
        claim_reading.read(brand, before=now())
        clustering.run_all(brand)
    return outcome


def _slices(
    rows: list[tuple[str, Heard]], speed: float | None, batch: int
) -> Iterator[list[tuple[str, Heard]]]:
    if speed is None:
        yield from (rows[i : i + batch] for i in range(0, len(rows), batch))
        return
    began, real, at = rows[0][1].posted_at if rows else now(), time.monotonic(), 0
    while at < len(rows):
        until, due = at, began + timedelta(seconds=(time.monotonic() - real) * speed)
        while until < len(rows) and until - at < batch and rows[until][1].posted_at <= due:
            until += 1
        if until > at:
            yield rows[at:until]
            at = until
        else:
            time.sleep(min((rows[at][1].posted_at - due).total_seconds() / speed, 1.0))


def _take(rows: list[tuple[str, Heard]], outcome: Outcome) -> None:
    by_brand: dict[str, list[Heard]] = defaultdict(list)
    for name, heard in rows:
        by_brand[name].append(heard)
    for name, heard in sorted(by_brand.items()):
        result = take_in(
            heard,
            brand=outcome.brands[name],
            actor=automation(),
            kind=SourceKind.REPLAY,
            judge=False,
        )
        outcome.accepted += result.accepted
        outcome.duplicates += result.duplicates
        outcome.rejected += result.rejected


def _judge(watches: list[Watch], clock: datetime) -> None:
    for watch in watches:
        detection.run_recorded(watch.pk, clock=clock)


def _finish(watches: list[Watch], ends_at: datetime | None) -> None:
    """Judge the last bucket, then let the watch go on live."""
    if ends_at is None:
        return
    _judge(watches, floor(ends_at) + STEP)
    for watch in watches:
        detection.release(watch.pk)
        if now() - ends_at < RECENT:
            detection.run(watch.pk)
