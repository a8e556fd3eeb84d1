"""Counts over time, with holes shown as holes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count, DateTimeField, DurationField, F, Func, Q, Sum, Value
from django.utils import timezone

from crisisdesk.kernel.vocabulary import Sentiment
from monitoring.clockwork import STEP, ceiling, floor
from monitoring.models import Bucket
from monitoring.selectors.mentions import find, visible
from monitoring.services.sources import silent_spans

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from incidents.models import Incident
    from monitoring.models import Signal, Watch
    from monitoring.selectors.mentions import Search
    from teams.models import Brand, User

HOUR = timedelta(hours=1)
#: (longest time shown, width of a column)
WIDTHS = (
    (timedelta(hours=5), STEP),
    (timedelta(days=8), HOUR),
    (timedelta(days=32), 6 * HOUR),
    (timedelta(days=200), 24 * HOUR),
)
WIDEST = timedelta(days=7)
MOST_COLUMNS = 400


@dataclass
class Column:
    """One bar of a chart; `missing` says that nobody listened, which is not calm."""

    at: datetime
    total: int = 0
    negative: int = 0
    missing: bool = False


def width_of(length: timedelta) -> timedelta:
    """The width of columns that shows a time of this length."""
    return next((width for limit, width in WIDTHS if length <= limit), WIDEST)


def by_search(user: User, brand: Brand, search: Search) -> list[Column]:
    """The columns of what somebody looks for."""
    begin, end = search.bounds()
    begin = max(begin, end - WIDEST * MOST_COLUMNS)
    if search.watch and search.only_counts:
        rows = Bucket.objects.filter(watch=search.watch, watch__brand=brand)
        return _of_buckets(rows, brand.pk, begin, end)
    return _of_mentions(find(visible(user, brand), search), brand.pk, begin, end)


def of_signal(signal: Signal) -> list[Column]:
    """Five-minute columns around an episode."""
    begin = max(signal.started_at - 3 * HOUR, signal.at - 12 * HOUR)
    end = min(max(signal.last_at, signal.at) + HOUR, signal.at + 12 * HOUR, timezone.now())
    rows = Bucket.objects.filter(watch=signal.watch_id)
    return _of_buckets(rows, signal.brand_id, floor(begin), ceiling(end), STEP)


def of_watch(watch: Watch, begin: datetime, end: datetime) -> list[Column]:
    """Columns of what a watch heard, at least of an hour."""
    rows = Bucket.objects.filter(watch=watch)
    return _of_buckets(rows, watch.brand_id, begin, end, max(HOUR, width_of(end - begin)))


def of_incident(incident: Incident) -> list[Column]:
    """Columns of the mentions that are attached to a case."""
    mentions = incident.mentions.all()
    ends = mentions.order_by("posted_at").values_list("posted_at", flat=True)
    first, last = ends.first(), ends.last()
    if first is None or last is None:
        return []
    return _of_mentions(mentions, incident.brand_id, first, last + STEP)


def _of_buckets(
    rows: QuerySet[Bucket],
    brand_id: int,
    begin: datetime,
    end: datetime,
    width: timedelta | None = None,
) -> list[Column]:
    width = width or width_of(end - begin)
    inside = rows.filter(start__gte=begin, start__lt=end).order_by()
    sums = inside.values(at=_bin("start", width)).annotate(
        total=Sum("total"), negative=Sum("negative")
    )
    return _columns(sums.order_by("at"), brand_id, begin, end, width)


def _of_mentions(
    mentions: QuerySet[Any], brand_id: int, begin: datetime, end: datetime
) -> list[Column]:
    width = width_of(end - begin)
    inside = mentions.filter(posted_at__gte=begin, posted_at__lt=end).order_by()
    sums = inside.values(at=_bin("posted_at", width)).annotate(
        total=Count("id"), negative=Count("id", filter=Q(label=Sentiment.NEGATIVE))
    )
    return _columns(sums.order_by("at"), brand_id, begin, end, width)


def _bin(field: str, width: timedelta) -> Func:
    return Func(
        Value(width, output_field=DurationField()),
        F(field),
        Value(_origin(), output_field=DateTimeField()),
        function="date_bin",
        output_field=DateTimeField(),
    )


def _origin() -> datetime:
    """A local midnight, so that columns of a day are days of the reader."""
    return timezone.make_aware(datetime(2024, 1, 1))  # noqa: DTZ001 -- made aware here


def _columns(
    sums: Iterable[dict[str, Any]],
    brand_id: int,
    begin: datetime,
    end: datetime,
    width: timedelta,
) -> list[Column]:
    origin = _origin()
    at = origin + (begin - origin) // width * width
    found = {row["at"]: row for row in sums}
    holes = silent_spans(brand_id, begin, end)
    columns = []
    while at < end:
        row = found.get(at, {})
        column = Column(at, row.get("total", 0), row.get("negative", 0))
        column.missing = _silent(at, min(at + width, end), holes)
        columns.append(column)
        at += width
    return columns


def _silent(at: datetime, until: datetime, holes: list[tuple[datetime, datetime]]) -> bool:
    """Whether a source was missing for at least half of the column."""
    half = (until - at) / 2
    return any(min(end, until) - max(begin, at) >= half for begin, end in holes)
