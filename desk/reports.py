"""What a head of communications wants to know over many cases (handbook F6).

Median and P90 with their n, never a mean; a measure without a single case has no figure. Every
report costs three queries, whatever the number of cases: the database does the counting.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Aggregate, Count, DurationField, ExpressionWrapper, F, Q, Sum
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from crisisdesk.kernel.clock import now
from incidents.enums import Status, TaskStatus
from incidents.models import Task
from incidents.selectors.metrics import FIRST_HOUR, SPANS
from statements.enums import PromiseState
from statements.models import Promise

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import timedelta

    from django.db.models import QuerySet

    from incidents.models import Incident

MEDIAN, HIGH = 0.5, 0.9
MINUTE = 60
#: Below so many minutes a decimal says something.
FINE = 10
#: What takes days would press the first reactions flat on one chart.
SLOW = frozenset({"time_to_contain", "time_to_resolve"})
HUNDRED = 100


class Percentile(Aggregate):
    """`Percentile(length, share=0.9)`: PostgreSQL's continuous percentile."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(%(share)s) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


@dataclass(frozen=True)
class Length:
    """A duration over many cases; without a case there is no median."""

    key: str
    label: str
    definition: str
    n: int
    median: timedelta | None
    p90: timedelta | None


@dataclass(frozen=True)
class Share:
    """So many of so many; of none there is no share."""

    key: str
    label: str
    definition: str
    done: int
    of: int

    @property
    def share(self) -> float | None:
        return self.done / self.of if self.of else None


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
    return Report(
        cases=figures["cases"],
        relapses=figures["relapse_count"],
        lengths=_lengths(figures),
        shares=[*_case_shares(figures), _promises(cases), _first_hours(cases)],
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


def _minutes(length: timedelta | None) -> float | None:
    return None if length is None else round(length.total_seconds() / MINUTE, 1)


def _round(length: timedelta) -> float:
    """Minutes as a chart shows them."""
    found = length.total_seconds() / MINUTE
    return int(found) if found >= FINE else round(found, 1)


HEAD = (
    "key",
    "metric",
    "definition",
    "n",
    "median_minutes",
    "p90_minutes",
    "done",
    "of",
    "percent",
)


def as_csv(found: Report) -> str:
    """The same figures for a spreadsheet; an empty cell means not enough data."""
    page = io.StringIO()
    writer = csv.writer(page)
    writer.writerow(HEAD)
    writer.writerows(_rows(found))
    return page.getvalue()


def _rows(found: Report) -> Iterator[tuple[Any, ...]]:
    for row in found.lengths:
        figures = (row.n, _minutes(row.median), _minutes(row.p90))
        yield (row.key, row.label, row.definition, *figures, "", "", "")
    for part in found.shares:
        percent = "" if part.share is None else round(part.share * HUNDRED, 1)
        yield (part.key, part.label, part.definition, "", "", "", part.done, part.of, percent)
