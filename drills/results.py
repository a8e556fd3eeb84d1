"""What became of a brand's scenarios: when each was last rehearsed, and how well."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Count, Q

from drills.models import Drill, Scenario
from playbooks.models import Playbook

if TYPE_CHECKING:
    from datetime import datetime

    from teams.models import Brand


@dataclass
class Card:
    """A line of the list; shares are percent of expected actions met in full, of those judged."""

    scenario: Scenario
    playbook: Playbook | None
    results: list[int] = field(default_factory=list)
    last_at: datetime | None = None

    @property
    def last(self) -> int | None:
        return self.results[-1] if self.results else None

    @property
    def best(self) -> int | None:
        return max(self.results, default=None)


def cards(brand: Brand, *, retired: bool = False) -> list[Card]:
    """Scenarios in their order; drills that nobody judged have no result."""
    told = Q(injects__only_for=None, injects__left_at=None)
    found = Scenario.objects.filter(brand=brand, retired_at__isnull=not retired)
    books = {book.slug: book for book in Playbook.objects.filter(brand=brand)}
    lines = {
        scenario.pk: Card(scenario, books.get(scenario.kind))
        for scenario in found.annotate(inject_count=Count("injects", filter=told))
    }
    drills = Drill.objects.filter(scenario__in=lines, ended_at__isnull=False).annotate(
        judged=Count("runs", filter=Q(runs__observed__gt="")),
        met=Count("runs", filter=Q(runs__observed="met")),
    )
    for drill in drills.order_by("started_at"):
        line = lines[drill.scenario_id]
        line.last_at = drill.started_at
        if drill.judged:
            line.results.append(round(100 * drill.met / drill.judged))
    return list(lines.values())
