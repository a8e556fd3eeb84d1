"""How far each watch has been judged, and what must be judged again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.db.models.functions import Coalesce, Least

from monitoring.models import Tracker

if TYPE_CHECKING:
    from datetime import datetime

    from monitoring.intake.store import Touched


def note_late(touched: dict[int, Touched]) -> None:
    """Remember that buckets changed which had been judged already."""
    for watch_id, buckets in sorted(touched.items()):
        _rewind(watch_id, buckets.first)


def _rewind(watch_id: int, start: datetime) -> None:
    late = Q(watch=watch_id, settled_until__gt=start)
    Tracker.objects.filter(late).update(rewind_from=Least(Coalesce("rewind_from", start), start))


def rewind(watch_id: int, start: datetime) -> None:
    """Judge again from `start` on at the next run."""
    _rewind(watch_id, start)


def hold(watch_id: int) -> Tracker:
    """The tracker of a watch, locked: one run at a time."""
    # Checkpoints are large, and read at midnight and for what came late only.
    kept = Tracker.objects.defer("checkpoints").select_related("watch__brand")
    own = kept.select_for_update(of=("self",)).filter(watch_id=watch_id)
    if (tracker := own.first()) is None:
        Tracker.objects.get_or_create(watch_id=watch_id)
        tracker = own.get()
    return tracker
