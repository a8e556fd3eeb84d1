"""What cases say about the hours of people, for `teams.load.ports`. Drills are left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Max, Q

from crisisdesk.kernel.vocabulary import Severity
from incidents.enums import Status
from incidents.models import Incident, TimelineEntry

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.db.models import QuerySet

#: Below these a case does not keep those on duty awake; unscored counts as high.
SERIOUS = Q(severity=None) | Q(severity__in=[Severity.HIGH, Severity.CRITICAL])


def acts(
    users: Iterable[int] | None, since: datetime, until: datetime
) -> list[tuple[int, int, datetime]]:
    """Who did something in which brand's cases, and when."""
    lines = TimelineEntry.objects.filter(
        incident__in=_live(since), at__gte=since, at__lt=until, actor__is_automation=False
    )
    if users is not None:
        lines = lines.filter(actor__in=list(users))
    # The log's own order would sort all lines by case.
    return list(lines.order_by().values_list("actor", "incident__brand", "at"))


def crises(since: datetime, until: datetime) -> list[tuple[int, datetime, datetime]]:
    """When brands had a serious case open: each round from its start to its end."""
    found: list[tuple[int, datetime, datetime]] = []
    cases = _live(since).filter(SERIOUS | ~Q(declared_crisis_at=None), opened_at__lt=until)
    for case in cases.annotate(last_line=Max("timeline__at")).order_by("pk"):
        if case.round > 1 and case.resolved_at:
            found.append((case.brand_id, case.opened_at, case.resolved_at))
        end = until if case.is_open else _end(case)
        found.append((case.brand_id, case.round_started_at, end))
    return found


def _live(since: datetime) -> QuerySet[Incident]:
    """Real cases that were open at some time since then."""
    ended = Q(resolved_at__gte=since) | Q(closed_at__gte=since) | Q(round_started_at__gte=since)
    return Incident.objects.real().filter(Q(status__in=Status.open_states) | ended)


def _end(case: Incident) -> datetime:
    """When the present round left the open states; a false alarm has its last line only."""
    if case.resolved_at and case.resolved_at >= case.round_started_at:
        return case.resolved_at
    return case.last_line or case.round_started_at
