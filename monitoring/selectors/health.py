"""How the sources are."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce

from crisisdesk.kernel.clock import now
from monitoring.models import Bucket, Mention, Source, Watch

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from teams.models import Brand

DAY = timedelta(days=1)


def sources(brand: Brand) -> QuerySet[Source]:
    """The brand's sources with how they are."""
    return with_health(Source.objects.filter(brand=brand))


def with_health(rows: QuerySet[Source]) -> QuerySet[Source]:
    """Each with how it is read, and how many mentions of the last day it brought."""
    day = (
        Mention.objects.filter(
            brand=OuterRef("brand"), source=OuterRef("pk"), posted_at__gte=now() - DAY
        )
        .order_by()
        .values("source")
        .annotate(n=Count("id"))
        .values("n")
    )
    return rows.select_related("connection", "call_health").annotate(day=Coalesce(Subquery(day), 0))


def watches(brand: Brand) -> QuerySet[Watch]:
    """The brand's watches with what they heard over a day."""
    day = (
        Bucket.objects.filter(watch=OuterRef("pk"), start__gte=now() - DAY)
        .order_by()
        .values("watch")
        .annotate(n=Sum("total"))
        .values("n")
    )
    watches = Watch.objects.filter(brand=brand).select_related("answer_rule")
    return watches.annotate(day=Coalesce(Subquery(day), 0))


def silent(brand: Brand) -> list[Source]:
    """Sources that should have been heard by now."""
    return [source for source in Source.objects.filter(brand=brand) if source.silent_since]
