"""What shows that an episode is one: examples, platforms, share of negatives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Count, Min, Q, Sum

from crisisdesk.kernel.vocabulary import Sentiment
from monitoring.enums import SignalKind
from monitoring.models import Mention

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from monitoring.judging import Hit
    from monitoring.models import Watch

EXAMPLES = 5


def heard_by(watch: Watch, begin: datetime, end: datetime) -> QuerySet[Mention]:
    """Mentions of the watch in a time."""
    return Mention.objects.filter(
        brand_id=watch.brand_id,
        posted_at__gte=begin,
        posted_at__lt=end,
        watches__contains=[watch.pk],
    )


def shape_of(watch: Watch, begin: datetime, end: datetime) -> dict[str, Any]:
    """Counts by sentiment and platform, and the reach, of the window."""
    heard = heard_by(watch, begin, end)
    sums = heard.aggregate(
        total=Count("id"),
        negative=Count("id", filter=Q(label=Sentiment.NEGATIVE)),
        reach=Sum("reach"),
        first=Min("posted_at"),
    )
    platforms = heard.values_list("platform").annotate(n=Count("id")).order_by("-n", "platform")
    return {
        "total": sums["total"],
        "negative": sums["negative"],
        "reach": sums["reach"] or 0,
        "first_at": sums["first"] and sums["first"].isoformat(),
        "platforms": dict(platforms),
    }


def examples_of(watch: Watch, hit: Hit) -> list[int]:
    """Ids of the mentions that show it best: widest reach, then most negative."""
    heard = heard_by(watch, hit.begins_at, hit.at)
    if hit.kind != SignalKind.VOLUME:
        heard = heard.filter(label=Sentiment.NEGATIVE)
    best = heard.order_by("-reach", "-negative", "posted_at", "external_id")
    return list(best.values_list("pk", flat=True)[:EXAMPLES])
