"""What pages and API ask about drills."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, Max, Prefetch, Q
from django.utils import timezone

from crisisdesk.kernel.rights import may
from drills.models import Drill, InjectRun, ReadinessDay, Scenario

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from teams.models import Brand, User


def scenarios(brand: Brand) -> QuerySet[Scenario]:
    """What the brand can rehearse, with how many injects and when last."""
    told = Q(injects__only_for=None, injects__left_at=None)
    return Scenario.objects.filter(brand=brand, retired_at=None).annotate(
        inject_count=Count("injects", filter=told, distinct=True),
        last_at=Max("drills__started_at"),
    )


def drills(user: User) -> QuerySet[Drill]:
    """Drills the person may see, newest first, with what observers found."""
    seen = Q(runs__observed__gt="")
    return (
        Drill.objects.visible_to(user)
        .select_related("scenario__brand", "incident__brand", "started_by", "ended_by", "branch_by")
        .annotate(
            came=Count("runs", filter=Q(runs__delivered_at__isnull=False)),
            judged=Count("runs", filter=seen),
            met=Count("runs", filter=Q(runs__observed="met")),
        )
        .order_by("-id")
    )


def with_runs(found: QuerySet[Drill]) -> QuerySet[Drill]:
    """The same with every inject of theirs."""
    runs = InjectRun.objects.select_related("inject__scenario", "by").order_by("due_at", "id")
    return found.prefetch_related(Prefetch("runs", runs))


def told_to(user: User, drill: Drill) -> list[InjectRun]:
    """The injects that the person may know of: all, or those that have come."""
    if may(user, "drills.foresee", drill):
        return list(drill.runs.all())
    came = [run for run in drill.runs.all() if run.delivered_at is not None]
    again = drill.told_again
    if again is None or user.pk not in again.player_ids:
        return came
    # Whoever plays the story once more would read here what is to come.
    known = set(again.runs.filter(delivered_at__isnull=False).values_list("inject", flat=True))
    return [run for run in came if run.inject_id in known]


def last_drilled(brand: Brand | int) -> dict[str, datetime]:
    """When each type was last rehearsed to the end."""
    ended = Drill.objects.filter(scenario__brand=brand, ended_at__isnull=False)
    rows = ended.values_list("scenario__kind").annotate(last=Max("started_at")).order_by()
    return dict(rows)


def pulse(drill: Drill) -> int:
    """Grows with everything that happens to a drill: the cursor of its live page.

    Of the injects as they were read with the drill: what came behind that reading is news to it.
    """
    own = (drill.ended_at, drill.paced_at, drill.branch_at, drill.started_at)
    runs = [(run.delivered_at, run.left_out_at, run.observed_at) for run in drill.runs.all()]
    moments = [at for row in (own, *runs) for at in row if at]
    return int(max(moments).timestamp() * 1000)


def score_pulse(drill: Drill) -> str:
    """The cursor of the live sheet: what happens to the drill and what its case writes down."""
    last = drill.incident.timeline.aggregate(seq=Max("seq"))["seq"] or 0
    return f"{pulse(drill)}-{last}"


#: How far back the trend looks.
TREND_DAYS = 90


def readiness_trend(brand: Brand) -> list[ReadinessDay]:
    """The brand's days of the last quarter that have a figure, the oldest first."""
    since = timezone.localdate() - timedelta(days=TREND_DAYS)
    rows = ReadinessDay.objects.filter(brand=brand, day__gte=since, overall__isnull=False)
    return list(rows.defer("cells"))
