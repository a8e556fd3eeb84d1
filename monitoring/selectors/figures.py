"""What fits a search, by sentiment over time and by platform."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from monitoring.enums import Platform
from monitoring.selectors import volume

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


@dataclass
class Shares:
    """Sentiments over time, empty where one of them was asked for anyway, and platforms."""

    mood: list[Mood] = field(default_factory=list)
    #: The most talkative first, each with its negative part.
    platforms: list[dict[str, Any]] = field(default_factory=list)


def shares(user: User, brand: Brand, search: Search) -> Shares:
    """Both, of one walk through what fits."""
    rows, columns = volume.in_parts(user, brand, search)
    mood = [] if search.label else _mood(rows, columns)
    return Shares(mood, _platforms(rows))


def _mood(rows: list[dict[str, Any]], columns: list[volume.Column]) -> list[Mood]:
    total, negative, positive = (
        _sums(rows, "at", name) for name in ("total", "negative", "positive")
    )
    return [
        Mood(
            column.at,
            negative[column.at],
            max(total[column.at] - negative[column.at] - positive[column.at], 0),
            positive[column.at],
            column.missing,
        )
        for column in columns
    ]


def _platforms(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    total, negative = (_sums(rows, "platform", name) for name in ("total", "negative"))
    words = dict(Platform.choices)
    return [
        {
            "platform": name,
            "total": count,
            "negative": negative[name],
            "label": words.get(name, name),
        }
        for name, count in sorted(total.items(), key=lambda part: (-part[1], part[0]))
        if count
    ]


def _sums(rows: list[dict[str, Any]], by: str, name: str) -> Counter[Any]:
    found: Counter[Any] = Counter()
    for row in rows:
        found[row[by]] += row[name]
    return found
