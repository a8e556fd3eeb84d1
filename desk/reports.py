"""What a head of communications wants to know over many cases (handbook F6).

Median and P90 with their n, never a mean; a measure without a single case has no figure. Every
report costs eighteen queries, whatever the number of cases: the database does the counting.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Aggregate, Count, DurationField, ExpressionWrapper, F, Q, Sum
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from crisisdesk.kernel.clock import now
from desk import reports_more as more
from desk import reports_outside as outside
from desk.figures import HIGH, MEDIAN, Length, Share
from desk.targets import aim
from incidents.enums import Status, TaskStatus
from incidents.models import Task
from incidents.selectors.metrics import FIRST_HOUR, SPANS
from statements.enums import PromiseState
from statements.models import Promise

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import timedelta
    from decimal import Decimal

    from django.db.models import QuerySet

    from desk.targets import Aim
    from incidents.models import Incident

MINUTE = 60
#: Below so many minutes a decimal says something.
FINE = 10
#: What takes days would press the first reactions flat on one chart.
SLOW = frozenset({
    "time_to_contain", "time_to_resolve", "approval_turnaround", "correction_lag",
    "sentiment_recovery",
})  # fmt: skip
HUNDRED = 100


class Percentile(Aggregate):
    """`Percentile(length, share=0.9)`: PostgreSQL's continuous percentile."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(%(share)s) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


@dataclass(frozen=True)
class Report:
    """All figures about a set of cases."""

    cases: int
    relapses: int
    lengths: list[Length]
    shares: list[Share]

    @property
    def bars(self) -> list[dict[str, Any]]:
        """Medians of the first reactions in minutes; measures without data are left out."""
        return [
            {
                "label": row.label,
                "value": _round(row.median),
                "note": _("P90 %(minutes)s · n = %(count)d")
                % {"minutes": number_format(_round(row.p90)), "count": row.n},
            }
            for row in self.lengths
            if row.median is not None and row.p90 is not None and row.key not in SLOW
        ]


def report(cases: QuerySet[Incident]) -> Report:
    """The figures of these cases."""
    figures = cases.aggregate(
        cases=Count("pk"),
        relapse_count=Sum("relapses", default=0),
        false_alarms=Count("pk", filter=Q(status=Status.FALSE_ALARM)),
        contained=Count("pk", filter=Q(contained_at__isnull=False)),
        relapsed=Count("pk", filter=Q(contained_at__isnull=False, relapses__gt=0)),
        spoken=Count("pk", filter=Q(first_holding_at__isnull=False)),
        inside_first=Count("pk", filter=Q(briefed_at__lte=F("first_holding_at"))),
        **_measures(),
    )
    lag, reach = outside.corrections(cases)
    recovery, recovered = outside.moods(cases)
    return Report(
        cases=figures["cases"],
        relapses=figures["relapse_count"],
        lengths=[*_lengths(figures), more.approval(cases), lag, recovery],
        shares=[
            outside.seen_first(cases, figures["cases"]),
            *_case_shares(figures),
            outside.briefs_read(cases),
            _promises(cases),
            _first_hours(cases),
            *more.deadlines_kept(cases),
            more.accuracy(cases),
            more.lessons(cases),
            more.items(cases),
            reach,
            recovered,
            *outside.our_line(cases),
        ],
    )


def _measures() -> dict[str, Aggregate]:
    """Per span of a case its n, median and P90, counted like `metrics.between`."""
    found: dict[str, Aggregate] = {}
    for key, _label, _definition, start, end in SPANS:
        length = ExpressionWrapper(F(end) - F(start), output_field=DurationField())
        known = Q(**{f"{end}__gte": F(start)})
        found[f"{key}_n"] = Count("pk", filter=known)
        found[f"{key}_median"] = Percentile(length, share=MEDIAN, filter=known)
        found[f"{key}_p90"] = Percentile(length, share=HIGH, filter=known)
    return found


def _lengths(figures: dict[str, Any]) -> list[Length]:
    return [
        Length(
            key,
            str(label),
            str(definition),
            n=figures[f"{key}_n"],
            median=figures[f"{key}_median"],
            p90=figures[f"{key}_p90"],
        )
        for key, label, definition, _start, _end in SPANS
    ]


def _case_shares(figures: dict[str, Any]) -> list[Share]:
    return [
        Share(
            "false_alarm_rate",
            _("False alarms"),
            _("Cases that ended as a false alarm, of all cases."),
            figures["false_alarms"],
            figures["cases"],
        ),
        Share(
            "relapse_rate",
            _("Relapses"),
            _("Cases that flared up again, of those once contained."),
            figures["relapsed"],
            figures["contained"],
        ),
        Share(
            "brief_before_public",
            _("Our own people first"),
            _("Cases whose internal brief came before the first holding statement."),
            figures["inside_first"],
            figures["spoken"],
        ),
    ]


def _promises(cases: QuerySet[Incident]) -> Share:
    due = Q(due_at__lte=now()) | ~Q(state=PromiseState.OPEN)
    found = Promise.objects.filter(due, incident__in=cases.values("pk")).aggregate(
        kept=Count("pk", filter=Q(state=PromiseState.KEPT)), due=Count("pk")
    )
    return Share(
        "promises_kept",
        _("Promises kept"),
        _("Promises kept on time, of all that were due."),
        found["kept"],
        found["due"],
    )


def _first_hours(cases: QuerySet[Incident]) -> Share:
    """The sum of what `metrics.first_hour` says of each case."""
    in_time = Q(status=TaskStatus.DONE, finished_at__lte=F("due_at"))
    found = (
        Task.objects.filter(
            incident__in=cases.values("pk"),
            round=1,
            due_at__lte=F("incident__opened_at") + FIRST_HOUR,
        )
        .exclude(key="")
        .exclude(status=TaskStatus.SKIPPED)
        .aggregate(in_time=Count("pk", filter=in_time), applicable=Count("pk"))
    )
    return Share(
        "first_hour",
        _("First-hour steps"),
        _("Steps of the playbook's first hour done in time, of those that applied."),
        found["in_time"],
        found["applicable"],
    )


def _round(length: timedelta) -> float:
    """Minutes as a chart shows them."""
    found = length.total_seconds() / MINUTE
    return int(found) if found >= FINE else round(found, 1)


@dataclass(frozen=True)
class Beside:
    """A report's rows, each with the one of the period before and how it stands to its target."""

    cases: int | None
    lengths: list[tuple[Length, Length | None, Aim | None]]
    shares: list[tuple[Share, Share | None, Aim | None]]


def beside(found: Report, before: Report | None, limits: Mapping[str, Decimal]) -> Beside:
    """Pair what is asked with what was and with what is wanted, row by row."""
    lengths = {row.key: row for row in before.lengths} if before else {}
    shares = {row.key: row for row in before.shares} if before else {}
    return Beside(
        before.cases if before else None,
        [(row, lengths.get(row.key), aim(row, limits.get(row.key))) for row in found.lengths],
        [(row, shares.get(row.key), aim(row, limits.get(row.key))) for row in found.shares],
    )
