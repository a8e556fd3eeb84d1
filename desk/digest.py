"""Once a month those who answer for a brand get its figures by mail."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from crisisdesk.kernel.sweeping import each
from desk import reports
from drills.selectors import readiness_trend
from incidents.enums import Status
from incidents.models import ActionItem, Incident
from teams.models import Brand, Notice, Role
from teams.notify import tell
from teams.roles import people

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from desk.reports import Report

TOPIC = "desk.digest"
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
#: Not in the night of the first.
FROM_HOUR = 8
READERS = (Role.MANAGER, Role.EXECUTIVE)


def sweep() -> int:
    """Send last month's figures of every brand that had a case by then; each once."""
    here = timezone.localtime(timezone=ZONE)
    if here.day == 1 and here.hour < FROM_HOUR:
        return 0
    until = here.date().replace(day=1)
    had_cases = {"incidents__is_drill": False, "incidents__opened_at__lt": _begin(until)}
    brands = Brand.objects.filter(is_sample=False, **had_cases)
    return each(list(brands.distinct()), lambda brand: send(brand, until))


@transaction.atomic
def send(brand: Brand, until: date) -> int:
    """The figures of the month that ended before `until`, the first of a month."""
    since = (until - timedelta(days=1)).replace(day=1)
    key = f"digest:{brand.pk}:{since:%Y-%m}"
    # One at a time; whoever comes second finds the notices of the first.
    Brand.objects.select_for_update().get(pk=brand.pk)
    if Notice.objects.filter(topic=TOPIC, key__startswith=f"{key}:").exists():
        return 0
    if not (readers := list(people(brand, READERS))):
        # Nothing would say that it was told, so every sweep would count it all again.
        return 0
    address = f"{reverse('desk:reports')}?since={since}&until={until - timedelta(days=1)}"
    tell(
        readers,
        TOPIC,
        key=key,
        url=f"{address}&brand={brand.slug}",
        **figures(brand, since, until),
    )
    return len(readers)


def figures(brand: Brand, since: date, until: date) -> dict[str, Any]:
    """What the letter says. Restricted cases are left out: not every reader may know of them."""
    found = reports.report(_cases(brand, since, until))
    before = _cases(brand, (since - timedelta(days=1)).replace(day=1), since).count()
    holding = next(row for row in found.lengths if row.key == "time_to_holding")
    promises = next(row for row in found.shares if row.key == "promises_kept")
    trend = readiness_trend(brand)
    return {
        "brand": brand.name,
        "month": f"{since:%m/%Y}",
        "cases": found.cases,
        "cases_before": before,
        "holding": round(holding.median.total_seconds() / 60)
        if holding.median is not None
        else None,
        "holding_n": holding.n,
        **_deadlines(found),
        "promises_done": promises.done,
        "promises_of": promises.of,
        "overdue": _overdue(brand),
        "ready": trend[-1].overall if trend else None,
    }


def _deadlines(found: Report) -> dict[str, int]:
    rows = [row for row in found.shares if row.key.startswith("in_time_")]
    return {"due_done": sum(row.done for row in rows), "due_of": sum(row.of for row in rows)}


def _overdue(brand: Brand) -> int:
    return ActionItem.objects.filter(
        review__incident__brand=brand,
        review__incident__restricted=False,
        review__incident__is_drill=False,
        done_at=None,
        due_on__lt=timezone.localdate(),
    ).count()


def _cases(brand: Brand, since: date, until: date) -> QuerySet[Incident]:
    return Incident.objects.filter(
        brand=brand,
        is_drill=False,
        restricted=False,
        opened_at__gte=_begin(since),
        opened_at__lt=_begin(until),
    ).exclude(status=Status.MERGED)


def _begin(day: date) -> datetime:
    return datetime.combine(day, time.min, ZONE)
