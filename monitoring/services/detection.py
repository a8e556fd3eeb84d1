"""Judging the buckets of a watch, live or in the time of a recording.

Live, a bucket is judged for good some minutes after its end, since mentions arrive late. What is
younger, the bucket that is still filling among it, is judged on a copy: it may raise a signal,
but never calms one. A mention that comes later still takes the detectors back to that bucket.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction

from crisisdesk.kernel.clock import minutes, now
from crisisdesk.kernel.sweeping import each
from monitoring.clockwork import STEP, floor
from monitoring.detection import StaleState
from monitoring.judging import Hit, Judges
from monitoring.models import Bucket, Tracker
from monitoring.selectors.trial import buckets
from monitoring.services import episodes, tracking
from monitoring.services.tuning import rules_of

if TYPE_CHECKING:
    from monitoring.intake.store import Touched

#: Connectors poll; a mention this late still counts in time.
GRACE = minutes(10)
#: Detectors know no more than this of the past, so judging again need not begin earlier.
MEMORY = timedelta(days=35)
#: More than this is judged again by the sweep, not while a caller waits.
WHILE_CALLER_WAITS = timedelta(days=12)


def run_many(touched: dict[int, Touched]) -> None:
    """Judge the watches that just heard something."""
    for watch_id in sorted(touched):
        run(watch_id, patient=False)


@transaction.atomic
def run(watch_id: int, *, moment: datetime | None = None, patient: bool = True) -> None:
    """Judge a watch up to this moment; an impatient caller leaves long work to the sweep."""
    tracker = tracking.hold(watch_id)
    moment = moment or now()
    if not tracker.watch.active or (tracker.leased_until and tracker.leased_until > moment):
        return
    goal = floor(moment - GRACE)
    course = _course(tracker, goal)
    if course is None or not (patient or course.is_short()):
        return
    course.settle()
    course.glance(moment)
    episodes.take(tracker.watch, course.hits)


@transaction.atomic
def run_recorded(watch_id: int, *, clock: datetime) -> None:
    """Judge a watch that is being replayed, up to the recording's own clock."""
    tracker = tracking.hold(watch_id)
    tracker.leased_until = now() + minutes(2)
    tracker.save(update_fields=["leased_until"])
    course = _course(tracker, floor(clock))
    if course is not None:
        course.settle()
        episodes.take(tracker.watch, course.hits)


def release(watch_id: int) -> None:
    """The replay is over; the watch is judged live again."""
    Tracker.objects.filter(watch=watch_id).update(leased_until=None)


def due() -> list[int]:
    """Watches with something to judge: a bucket has closed, or one changed afterwards."""
    goal = floor(now() - GRACE)
    found = Tracker.objects.filter(watch__active=True).exclude(
        settled_until__gte=goal, rewind_from=None
    )
    return list(found.values_list("watch_id", flat=True))


def run_due() -> int:
    """Judge what is due; one watch that fails does not stop the others."""
    watch_ids = due()
    each(watch_ids, run)
    return len(watch_ids)


def _course(tracker: Tracker, goal: datetime) -> Course | None:
    """Where to begin, and with what knowledge; None while the watch has heard nothing."""
    if tracker.settled_until is None:
        first = Bucket.objects.filter(watch=tracker.watch).order_by("start").first()
        return first and Course(tracker, _judges(tracker), first.start, goal)
    if tracker.rewind_from is not None:
        return _rewound(tracker, goal)
    try:
        judges = _judges(tracker).restore(tracker.state)
    except (StaleState, KeyError):
        # Other detectors than those that judged the past: they learn from it and say nothing of it.
        told = tracker.settled_until
        tracker.rewind_from, tracker.checkpoints = told, []
        course = _rewound(tracker, goal)
        return course and replace(course, told_until=told)
    return Course(tracker, judges, tracker.settled_until, goal)


def _rewound(tracker: Tracker, goal: datetime) -> Course | None:
    since = tracker.rewind_from
    for point in reversed(tracker.checkpoints):
        at = datetime.fromisoformat(point["at"])
        if at <= since:
            return Course(tracker, _judges(tracker).restore(deepcopy(point["state"])), at, goal)
    tracker.checkpoints = []
    known = Bucket.objects.filter(watch=tracker.watch, start__gte=since - MEMORY)
    first = known.order_by("start").first()
    return first and Course(tracker, _judges(tracker), first.start, goal)


def _judges(tracker: Tracker) -> Judges:
    return Judges(rules_of(tracker.watch))


@dataclass
class Course:
    """One run of the detectors of a watch from `position` to `goal`."""

    tracker: Tracker
    judges: Judges
    position: datetime
    goal: datetime
    hits: list[Hit] = field(default_factory=list)
    told_until: datetime | None = None

    def is_short(self) -> bool:
        """Whether a caller can wait for it; years without mentions cost nothing."""
        if self.goal - self.position < WHILE_CALLER_WAITS:
            return True
        ahead = Bucket.objects.filter(watch=self.tracker.watch, start__gte=self.position)
        last = ahead.order_by("start").last()
        return last is None or last.start - self.position < WHILE_CALLER_WAITS

    def settle(self) -> None:
        """Judge for good what is complete, and remember how far that is."""
        if self.goal <= self.position and self.tracker.rewind_from is None:
            return
        for start, counts in buckets(self.tracker.watch, self.position, self.goal):
            self._keep_midnight(start)
            hits = self.judges.observe(start, counts)
            if self.told_until is None or start >= self.told_until:
                self.hits += hits
        self.position = max(self.goal, self.position)
        self._save()

    def glance(self, moment: datetime) -> None:
        """Judge what may still grow; this is never saved."""
        for start, counts in buckets(self.tracker.watch, self.position, floor(moment) + STEP):
            known_at = min(start + STEP, moment)
            self.hits += self.judges.observe(start, counts, known_at)

    def _keep_midnight(self, start: datetime) -> None:
        points: list[dict[str, Any]] = self.tracker.checkpoints
        today = start.replace(hour=0, minute=0)
        if points and datetime.fromisoformat(points[-1]["at"]) >= today:
            return
        # Parts of a state are the detectors' own lists, which go on changing after midnight.
        point = {"at": start.isoformat(), "state": deepcopy(self.judges.state())}
        self.tracker.checkpoints = [*points[-1:], point]

    def _save(self) -> None:
        self.tracker.settled_until = self.position
        self.tracker.rewind_from = None
        self.tracker.state = self.judges.state()
        kept = {"checkpoints"} - self.tracker.get_deferred_fields()
        self.tracker.save(update_fields=["settled_until", "rewind_from", "state", *kept])
