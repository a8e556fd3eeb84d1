"""Reading a brand's policies for people: timers, legal clocks, chains in words."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from crisisdesk.kernel.vocabulary import Severity, StatementKind
from playbooks import chains, common_data
from playbooks.enums import Lane, Office
from playbooks.models import ApprovalChain, LegalClock, Playbook, TimerPolicy, TimerWarning

if TYPE_CHECKING:
    from teams.models import Brand


@dataclass(frozen=True)
class Signature:
    """One signature in words."""

    all_of: bool
    holders: list[Any]
    backups: list[Any]
    only_in: list[str]


@dataclass(frozen=True)
class Way:
    """Severities of a kind that share one chain; stages follow each other."""

    #: (address of the chain, severity in words)
    levels: list[tuple[tuple[str, str, str], Any]]
    lane: Lane
    stages: list[list[Signature]]

    @property
    def lane_is_fast(self) -> bool:
        return self.lane == Lane.FAST


#: Of so many changes the page tells.
MOST_CHANGES = 20


@dataclass(frozen=True)
class TimersPage:
    """A brand's timers by field of their form, and who changed which last."""

    values: dict[str, Any]
    warning: TimerWarning | common_data.Ahead
    #: Rows that somebody changed, the latest first.
    changed: list[TimerPolicy | TimerWarning]


def timers_page(brand: Brand) -> TimersPage:
    """Minutes, calendar, hard limit and warning, shipped ones where a row is missing."""
    found = list(TimerPolicy.objects.filter(brand=brand).select_related("changed_by"))
    rows = {(row.key, row.severity): row for row in found}
    warning = TimerWarning.objects.filter(brand=brand).select_related("changed_by").first()
    ahead = warning or common_data.timer_warning()
    values: dict[str, Any] = {
        "warning_percent": ahead.percent,
        "warning_least": ahead.least_minutes,
    }
    for key, timer in common_data.timers().items():
        for level in Severity.values:
            row = rows.get((key, level))
            limit = timer.limit(level)
            if row:
                limit = common_data.Limit(row.minutes, row.working, row.hard_minutes)
            values |= {f"{key}-{level}-{name}": value for name, value in limit._asdict().items()}
    changed = [row for row in [*found, warning] if row and row.changed_at]
    changed.sort(key=lambda row: row.changed_at, reverse=True)
    return TimersPage(values, ahead, changed[:MOST_CHANGES])


def differs(
    shipped: common_data.Limit, values: dict[str, Any], key: str, level: str
) -> common_data.Limit | None:
    """What was shipped, where the brand's own differs."""
    own = common_data.Limit(*(values.get(f"{key}-{level}-{name}") for name in shipped._fields))
    return shipped if own != shipped else None


def legal_clocks(brand: Brand) -> list[tuple[LegalClock, list[Playbook]]]:
    """Every legal clock with the playbooks it belongs to."""
    books = {book.slug: book for book in Playbook.objects.filter(brand=brand)}
    clocks = LegalClock.objects.filter(brand=brand).select_related("verified_by", "changed_by")
    return [(clock, [books[slug] for slug in clock.types if slug in books]) for clock in clocks]


def _kind(ways: list[Way]) -> dict[str, Any]:
    """The ways of a kind; the lane is told only where there are two."""
    return {"ways": ways, "has_lanes": any(way.lane_is_fast for way in ways)}


def chains_page(brand: Brand) -> dict[str, Any]:
    """Kinds of statements with the ways they are signed, and what is asked for on top."""
    rows = list(ApprovalChain.objects.filter(brand=brand))
    names = {book.slug: str(book) for book in Playbook.objects.filter(brand=brand)}
    return {
        "kinds": _kinds([row for row in rows if not row.language and not row.channel], names),
        "additions": _additions([row for row in rows if row.language or row.channel], names),
    }


def _kinds(rows: list[ApprovalChain], names: dict[str, str]) -> list[tuple[Any, dict[str, Any]]]:
    own = {(row.kind, row.severity, row.lane): row.steps for row in rows}
    steps = {**common_data.chains(), **own}
    return [
        (kind.label, _kind([way for lane in Lane for way in _ways(steps, kind, lane, names)]))
        for kind in StatementKind
    ]


def _additions(rows: list[ApprovalChain], names: dict[str, str]) -> list[dict[str, Any]]:
    """What a language or a channel asks for on top, in words."""
    known = common_data.channels()
    return [
        {
            "key": (row.kind, row.severity, row.lane),
            "query": urlencode({"language": row.language, "channel": row.channel}),
            "kind": row.get_kind_display(),
            "severity": row.get_severity_display(),
            "language": row.get_language_display() if row.language else "",
            "channel": known[row.channel].label if row.channel in known else row.channel,
            "stages": _stages(row.steps, names),
        }
        for row in rows
    ]


def _ways(
    steps: dict[tuple[str, str, str], list[dict[str, Any]]],
    kind: str,
    lane: Lane,
    names: dict[str, str],
) -> list[Way]:
    known = [
        (level, steps[kind, level, lane]) for level in Severity if (kind, level, lane) in steps
    ]
    return [
        Way(
            [((kind, level.value, lane.value), level.label) for level, _steps in levels],
            lane,
            _stages(shared, names),
        )
        for shared, levels in groupby(known, key=lambda pair: pair[1])
    ]


def _stages(steps: list[dict[str, Any]], names: dict[str, str]) -> list[list[Signature]]:
    found = sorted(map(chains.ChainStep.of, steps), key=lambda step: step.order)
    return [
        [_signature(step, names) for step in stage]
        for _order, stage in groupby(found, key=lambda step: step.order)
    ]


def _signature(step: chains.ChainStep, names: dict[str, str]) -> Signature:
    return Signature(
        all_of=step.mode == "all",
        holders=[Office(office).label for office in step.holders],
        backups=[Office(office).label for office in step.backups],
        only_in=[names.get(slug, slug) for slug in step.only_types],
    )
