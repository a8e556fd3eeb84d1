"""Attaching the mentions of an episode to its signal and its case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crisisdesk.kernel.vocabulary import Sentiment
from incidents.services import watching
from monitoring.enums import SignalKind
from monitoring.models import Mention, Signal
from teams.automation import automation

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from incidents.models import Incident
    from monitoring.judging import Hit

#: The log says how many were attached with every rise, and between rises when they are so many.
LINE_WORTH = 500


def gather(signal: Signal, hit: Hit, *, tell: bool = False) -> None:
    """Attach what was said while the bucket was hot; what others hold stays with them."""
    begin = min(signal.started_at, hit.begins_at)
    fresh = _of_episode(signal, hit.kind, begin, hit.at).filter(signal=None, incident=None)
    count = fresh.update(signal=signal, incident=signal.incident_id)
    if signal.incident:
        _tell(signal, signal.incident, count, LINE_WORTH if not tell else 1)


def _of_episode(signal: Signal, kind: str, begin: datetime, end: datetime) -> QuerySet[Mention]:
    """What the watch heard in that time; only the negatives where those are the news."""
    heard = Mention.objects.filter(
        brand_id=signal.brand_id,
        posted_at__gte=begin,
        posted_at__lt=end,
        watches__contains=[signal.watch_id],
    )
    return heard if kind == SignalKind.VOLUME else heard.filter(label=Sentiment.NEGATIVE)


def _tell(signal: Signal, case: Incident, count: int, worth: int) -> None:
    waiting = signal.evidence.get("untold", 0) + count
    if not count and waiting < worth:
        return
    if waiting >= worth:
        watching.mentions_linked(case, count=waiting, actor=automation())
        waiting = 0
    signal.evidence["untold"] = waiting
    signal.save(update_fields=["evidence"])


def hand_over(signal: Signal) -> int:
    """The signal now has a case: so have its mentions."""
    mine = Mention.objects.filter(signal=signal, incident=None)
    return mine.update(incident=signal.incident_id)
