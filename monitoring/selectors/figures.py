"""What fits a search, by sentiment over time and by platform."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q

from crisisdesk.kernel.vocabulary import Sentiment
from monitoring.enums import Platform
from monitoring.selectors import volume
from monitoring.selectors.mentions import find, visible

if TYPE_CHECKING:
    from datetime import datetime

    from monitoring.selectors.mentions import Search
    from teams.models import Brand, User


@dataclass(frozen=True)
class Mood:
    """The sentiments of one stretch of time; `missing` says that nobody listened."""

    at: datetime
    negative: int
    neutral: int
    positive: int
    missing: bool = False


def mood(user: User, brand: Brand, search: Search) -> list[Mood]:
    """Sentiments over time; nothing where one of them was asked for anyway."""
    if search.label:
        return []
    begin, end = search.bounds()
    search = replace(search, since=begin, until=end)
    columns = volume.by_search(user, brand, search)
    good = volume.by_search(user, brand, replace(search, label=Sentiment.POSITIVE))
    return [
        Mood(
            column.at,
            column.negative,
            max(column.total - column.negative - other.total, 0),
            other.total,
            column.missing,
        )
        for column, other in zip(columns, good, strict=True)
    ]


def platforms(user: User, brand: Brand, search: Search) -> list[dict[str, Any]]:
    """Mentions by platform, the most talkative first, each with its negative part."""
    begin, end = search.bounds()
    heard = find(visible(user, brand), replace(search, since=begin, until=end)).order_by()
    sums = heard.values("platform").annotate(
        total=Count("id"), negative=Count("id", filter=Q(label=Sentiment.NEGATIVE))
    )
    words = dict(Platform.choices)
    return [
        {**row, "label": words.get(row["platform"], row["platform"])}
        for row in sums.order_by("-total", "platform")
    ]
