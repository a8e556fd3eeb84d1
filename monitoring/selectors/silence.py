"""When sources that should have talked did not: a hole, not calm."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from monitoring.feeding import Hole
from monitoring.models import Silence

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet


def within(brand_id: int, begin: datetime, end: datetime) -> QuerySet[Silence]:
    """Silences of the brand's sources that touch a time."""
    return Silence.objects.filter(
        Q(ended_at=None) | Q(ended_at__gt=begin), source__brand=brand_id, began_at__lt=end
    )


def holes(brand_id: int, begin: datetime, end: datetime) -> list[Hole]:
    """The same for the detectors, with the platform of the silent source and its true beginning."""
    rows = within(brand_id, begin, end).values_list("began_at", "ended_at", "source__platform")
    return [Hole(began, min(ended or end, end), where) for began, ended, where in rows]


def names(brand_id: int, begin: datetime, end: datetime) -> list[str]:
    """Which sources were silent."""
    return sorted(set(within(brand_id, begin, end).values_list("source__name", flat=True)))
