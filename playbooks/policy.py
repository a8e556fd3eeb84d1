"""Reading a brand's policies for people: timers, legal clocks, chains in words."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from crisisdesk.kernel.vocabulary import Severity, StatementKind
from playbooks import chains, common_data
from playbooks.enums import Lane, Office
from playbooks.models import ApprovalChain, LegalClock, Playbook, TimerPolicy

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

    levels: list[Any]
    lane: Lane
    stages: list[list[Signature]]

    @property
    def lane_is_fast(self) -> bool:
        return self.lane == Lane.FAST


def timer_values(brand: Brand) -> dict[str, Any]:
    """Minutes and calendar by field of the timers' form, shipped ones where a row is missing."""
    rows = {(row.key, row.severity): row for row in TimerPolicy.objects.filter(brand=brand)}
    found: dict[str, Any] = {}
    for key, timer in common_data.timers().items():
        for level in Severity.values:
            row = rows.get((key, level))
            minutes = row.minutes if row else timer.minutes[level]
            working = row.working if row else level in timer.working
            found |= {f"{key}-{level}-minutes": minutes, f"{key}-{level}-working": working}
    return found


def legal_clocks(brand: Brand) -> list[tuple[LegalClock, list[Playbook]]]:
    """Every legal clock with the playbooks it belongs to."""
    books = {book.slug: book for book in Playbook.objects.filter(brand=brand)}
    clocks = LegalClock.objects.filter(brand=brand).select_related("verified_by")
    return [(clock, [books[slug] for slug in clock.types if slug in books]) for clock in clocks]


def _kind(ways: list[Way]) -> dict[str, Any]:
    """The ways of a kind; the lane is told only where there are two."""
    return {"ways": ways, "has_lanes": any(way.lane_is_fast for way in ways)}


def chains_in_words(brand: Brand) -> list[tuple[Any, dict[str, Any]]]:
    """Kinds of statements with the ways they are signed."""
    rows = {
        (row.kind, row.severity, row.lane): row.steps
        for row in ApprovalChain.objects.filter(brand=brand)
    }
    steps = {**common_data.chains(), **rows}
    names = {book.slug: str(book) for book in Playbook.objects.filter(brand=brand)}
    return [
        (kind.label, _kind([way for lane in Lane for way in _ways(steps, kind, lane, names)]))
        for kind in StatementKind
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
        Way([level.label for level, _steps in levels], lane, _stages(shared, names))
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
