"""What was usual, hour by hour, as the detectors learn it: a line for the chart."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import DateTimeField, Sum
from django.db.models.functions import Trunc

from monitoring.clockwork import STEP
from monitoring.detection import DEFAULT
from monitoring.detection.baseline import HourlyBaseline
from monitoring.enums import SignalKind
from monitoring.models import Bucket
from monitoring.selectors import silence

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from monitoring.feeding import Hole
    from monitoring.models import Signal
    from monitoring.selectors.volume import Column

HOUR = timedelta(hours=1)
KNOWN = timedelta(weeks=DEFAULT.baseline_weeks) + HOUR


def course(signal: Signal, columns: Sequence[Column]) -> list[float | None]:
    """What is usual in five minutes at the time of each column; empty for a signal by hand.

    Of all mentions where their rise is the news, else of the negatives.
    """
    if not columns or signal.watch_id is None:
        return []
    first, last = _hour(columns[0].at), _hour(columns[-1].at)
    heard = _heard(signal, first - KNOWN, last + HOUR)
    missing = silence.holes(signal.brand_id, first - KNOWN, last + HOUR)
    usual = _expected(heard, missing, first, last)
    return [usual.get(_hour(column.at)) for column in columns]


def _hour(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0)


def _heard(signal: Signal, begin: datetime, end: datetime) -> dict[datetime, int]:
    """Counts of each hour that was heard at all; others are empty or missing."""
    name = "total" if signal.kind == SignalKind.VOLUME else "negative"
    rows = (
        Bucket.objects.filter(watch=signal.watch_id, start__gte=begin, start__lt=end)
        .annotate(hour=Trunc("start", "hour", output_field=DateTimeField()))
        .order_by("hour")
        .values_list("hour")
        .annotate(count=Sum(name))
    )
    return dict(rows)


def _expected(
    heard: dict[datetime, int], missing: Sequence[Hole], first: datetime, last: datetime
) -> dict[datetime, float | None]:
    """What the detectors' own baseline expects of each hour of the chart."""
    baseline = HourlyBaseline(int(HOUR.total_seconds()), DEFAULT)
    found: dict[datetime, float | None] = {}
    at = min(heard, default=last)
    while at <= last:
        if at >= first:
            baseline.move_to(int(at.timestamp()))
            found[at] = _of_bucket(baseline.expected)
        else:
            baseline.pass_to(int(at.timestamp()))
        if at in heard or not any(
            hole.begin < at + HOUR and at < hole.hides_until for hole in missing
        ):
            baseline.add(heard.get(at, 0))
        at += HOUR
    return found


def _of_bucket(expected: float | None) -> float | None:
    return None if expected is None else round(expected * (STEP / HOUR), 2)
