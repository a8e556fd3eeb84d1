"""Counts over time, with holes shown as holes."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count, DateTimeField, DurationField, F, Func, Max, Min, Q, Sum, Value
from django.utils import timezone

from crisisdesk.kernel.vocabulary import Sentiment
from monitoring import ports
from monitoring.clockwork import STEP, ceiling, floor
from monitoring.enums import MatchState
from monitoring.models import BrandBucket, Bucket
from monitoring.selectors.mentions import find, visible
from monitoring.services.sources import silent_spans
from teams.roles import brand_ids

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from incidents.models import Claim, Incident
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
#: A chart of years shows at least half a year, however late the first mention came.
FEWEST_COLUMNS = 26


#: What a search for one sentiment counts; "" is a search for all.
_PARTS: dict[str, Any] = {
    "": F("total"),
    Sentiment.NEGATIVE: F("negative"),
    Sentiment.POSITIVE: F("positive"),
    Sentiment.NEUTRAL: F("total") - F("negative") - F("positive"),
}
_WITH_NEGATIVE = ("", Sentiment.NEGATIVE)
_COUNTED = {
    "total": Count("id"),
    "negative": Count("id", filter=Q(label=Sentiment.NEGATIVE)),
    "positive": Count("id", filter=Q(label=Sentiment.POSITIVE)),
}
#: The same of kept counts, by the sentiment that is looked for.
_SUMMED: dict[str, Any] = {
    label: {
        "total": Sum(part),
        "negative": Sum("negative") if label in _WITH_NEGATIVE else Value(0),
        "positive": Sum("positive") if label in ("", Sentiment.POSITIVE) else Value(0),
    }
    for label, part in _PARTS.items()
}


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
    if search.countable and brand.pk in brand_ids(user):
        rows = _counts(brand, search)
        return _begun(_of_buckets(rows, brand.pk, floor(begin), end, only=search.label))
    return _begun(_of_mentions(find(visible(user, brand), search), brand.pk, begin, end))


def _begun(columns: list[Column]) -> list[Column]:
    """Without the years before anything was heard, which would press the rest into a corner."""
    if len(columns) <= FEWEST_COLUMNS or columns[1].at - columns[0].at < WIDEST:
        return columns
    first = next((place for place, one in enumerate(columns) if one.total or one.missing), 0)
    return columns[min(max(first - 1, 0), len(columns) - FEWEST_COLUMNS) :]


def in_parts(user: User, brand: Brand, search: Search) -> tuple[list[dict[str, Any]], list[Column]]:
    """What fits by column and platform, with its sentiments, in one walk; and the columns."""
    begin, end = search.bounds()
    begin = max(begin, end - WIDEST * MOST_COLUMNS)
    width = width_of(end - begin)
    if search.countable and brand.pk in brand_ids(user):
        begin = floor(begin)
        rows, at, parts = _counts(brand, search), "start", _SUMMED[search.label]
    else:
        rows, at, parts = find(visible(user, brand), search), "posted_at", _COUNTED
    inside = rows.filter(**{f"{at}__gte": begin, f"{at}__lt": end}).order_by()
    sums = inside.values("platform", at=_bin(at, width)).annotate(**parts)
    found = list(sums)
    totals: dict[datetime, int] = defaultdict(int)
    for row in found:
        totals[row["at"]] += row["total"]
    counted = [{"at": at, "total": total, "negative": 0} for at, total in totals.items()]
    return found, _begun(_columns(counted, brand.pk, begin, end, width))


def _counts(brand: Brand, search: Search) -> QuerySet[Any]:
    """The kept counts that answer the search: those of its watch, else those of the brand."""
    if search.watch:
        rows = Bucket.objects.filter(watch=search.watch, watch__brand=brand)
    else:
        rows = BrandBucket.objects.filter(brand=brand)
    return rows.filter(platform=search.platform) if search.platform else rows


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
    mentions = ports.heard(incident)
    ends = mentions.order_by().aggregate(first=Min("posted_at"), last=Max("posted_at"))
    first, last = ends["first"], ends["last"]
    if first is None or last is None:
        return []
    # In a drill nobody listens to a real source: no hole of theirs is a hole of the story.
    brand_id = 0 if incident.is_drill else incident.brand_id
    return _of_mentions(mentions, brand_id, first, last + STEP)


def of_claim(claim: Claim) -> dict[str, list[Column]]:
    """Columns of the texts that repeat a claim, by platform, all over the same time."""
    told = claim.matches.filter(state__in=MatchState.counted).order_by()
    ends = told.aggregate(first=Min("posted_at"), last=Max("posted_at"))
    if ends["first"] is None:
        return {}
    begin, end = ends["first"], ends["last"] + STEP
    width = width_of(end - begin)
    sums = told.values("platform", begins=_bin("posted_at", width)).annotate(total=Count("id"))
    by_platform: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in sums.order_by("platform", "begins"):
        by_platform[row["platform"]].append({"at": row["begins"], "total": row["total"]})
    brand_id = claim.incident.brand_id
    return {name: _columns(rows, brand_id, begin, end, width) for name, rows in by_platform.items()}


def _of_buckets(
    rows: QuerySet[Bucket],
    brand_id: int,
    begin: datetime,
    end: datetime,
    width: timedelta | None = None,
    only: str = "",
) -> list[Column]:
    width = width or width_of(end - begin)
    inside = rows.filter(start__gte=begin, start__lt=end).order_by()
    negative = Sum("negative") if only in _WITH_NEGATIVE else Value(0)
    sums = inside.values(at=_bin("start", width)).annotate(
        total=Sum(_PARTS[only]), negative=negative
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
