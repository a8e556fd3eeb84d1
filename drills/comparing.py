"""A drill beside earlier drills of its story, and beside real cases of the same type.

Times are compared by their median, shares by all that was done of all that was asked; each figure
says of how many it is. What nobody recorded is "not enough data".
"""

from __future__ import annotations

from dataclasses import dataclass, field
from statistics import median
from typing import TYPE_CHECKING

from crisisdesk.kernel.clock import now
from drills import frozen, score_rules
from drills.models import Drill, ScoreSheet
from incidents.enums import Status
from incidents.models import Incident

if TYPE_CHECKING:
    from datetime import timedelta

    from django.db.models import QuerySet

    from drills.models import Scenario
    from drills.score import Line
    from teams.models import User

#: So many of each, the newest: what was done years ago says little.
MOST = 50
HUNDRED = 100
MINUTE = 60
#: A line through fewer points shows nothing.
TREND = 2


@dataclass(frozen=True)
class Figure:
    """What several sheets say of one line."""

    n: int = 0
    length: timedelta | None = None
    done: int = 0
    of: int = 0

    @property
    def has_data(self) -> bool:
        return self.n > 0

    @property
    def percent(self) -> int | None:
        return round(HUNDRED * self.done / self.of) if self.of else None


@dataclass(frozen=True)
class Row:
    """One line of the sheet over everything it is compared with."""

    line: Line
    earlier: Figure
    real: Figure
    #: The same line from the first drill to the last, in minutes or percent.
    trend: list[float] = field(default_factory=list)

    @property
    def drawn(self) -> list[float]:
        return self.trend if len(self.trend) >= TREND else []

    @property
    def unit(self) -> str:
        return "min" if self.line.is_time else "%"


@dataclass(frozen=True)
class Comparison:
    """The whole page."""

    rows: list[Row]
    drills: int
    cases: int
    latest: Drill | None = None


def of_drill(drill: Drill, user: User) -> Comparison:
    """A drill against those of its story that began before it."""
    before = _sheets(drill.scenario, user).filter(drill__started_at__lt=drill.started_at)
    return _compared(frozen.sheet_of(drill).lines, before, drill, user)


def of_scenario(scenario: Scenario, user: User) -> Comparison | None:
    """The newest drill of a story that has ended, against the others; None before the first."""
    newest = _sheets(scenario, user).first()
    if newest is None:
        return None
    others = _sheets(scenario, user).filter(drill__started_at__lt=newest.drill.started_at)
    return _compared(frozen.unpacked(newest).lines, others, newest.drill, user)


def _sheets(scenario: Scenario, user: User) -> QuerySet[ScoreSheet]:
    """Kept sheets of a story, the newest first."""
    seen = Drill.objects.visible_to(user).filter(scenario=scenario)
    rows = ScoreSheet.objects.filter(drill__in=seen).select_related("drill__incident")
    return rows.order_by("-drill__started_at", "-pk")


def _compared(
    lines: list[Line], sheets: QuerySet[ScoreSheet], drill: Drill, user: User
) -> Comparison:
    kept = [frozen.unpacked(row).lines for row in sheets[:MOST]]
    real = _real_cases(drill, user)
    return Comparison(
        [
            Row(
                line,
                _figure(line, [_named(line.key, rows) for rows in kept]),
                _figure(line, [_named(line.key, rows) for rows in real]),
                _trend(line, [_named(line.key, rows) for rows in reversed(kept)]),
            )
            for line in lines
        ],
        len(kept),
        len(real),
        drill,
    )


def _named(key: str, lines: list[Line]) -> Line | None:
    return next((line for line in lines if line.key == key), None)


def _figure(like: Line, found: list[Line | None]) -> Figure:
    known = [line for line in found if line is not None and line.has_data]
    if not known:
        return Figure()
    if like.is_time:
        return Figure(len(known), length=median(line.length for line in known if line.length is not None))  # fmt: skip
    return Figure(
        len(known),
        done=sum(line.done or 0 for line in known),
        of=sum(line.of or 0 for line in known),
    )


def _trend(line: Line, earlier: list[Line | None]) -> list[float]:
    """From the first to this one; those without data leave no point."""
    known = [row for row in (*earlier, line) if row is not None and row.has_data]
    return [_point(row) for row in known]


def _point(line: Line) -> float:
    if line.length is not None:
        return round(line.length.total_seconds() / MINUTE, 1)
    return round(HUNDRED * (line.share or 0), 1)


def _real_cases(drill: Drill, user: User) -> list[list[Line]]:
    """Real cases of the same type that are over, judged by the same rules until their end."""
    kind = drill.scenario.kind
    if not kind:
        return []
    # A subquery: seeing restricted cases joins people, and a join would count twice.
    seen = Incident.objects.visible_to(user).real().values("pk")
    over = (Status.RESOLVED, Status.POST_MORTEM, Status.CLOSED)
    found = Incident.objects.filter(
        pk__in=seen, brand=drill.scenario.brand_id, kind=kind, status__in=over
    ).order_by("-opened_at", "-pk")
    moment = now()
    return [
        score_rules.lines(case, case.resolved_at or moment)
        for case in score_rules.read(found)[:MOST]
    ]
