"""The readiness map of a brand: types by cells, read in a constant number of queries."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Exists, Max, OuterRef

from crisisdesk.kernel.clock import now
from drills import readiness_rules as rules
from drills import selectors
from drills.enums import Cell
from drills.readiness import LISTENING
from drills.readiness_words import word
from incidents.models import Incident
from monitoring.models import Source, Watch
from playbooks import risk_matrix, texts
from playbooks.models import LegalClock, Playbook
from playbooks.selectors import library
from teams.models import ContactMethod, CrewCard, Role
from teams.roles import people

if TYPE_CHECKING:
    from datetime import datetime

    from drills.readiness_rules import Judged
    from drills.readiness_words import Word
    from playbooks.models import PlaybookVersion
    from playbooks.selectors import Card
    from teams.models import Brand

#: From here on a cell is good; below the second it is poor.
GOOD, FAIR = 75, 40
#: A type that nobody has rated counts as possible.
UNRATED = 3


@dataclass(frozen=True)
class Spot:
    """One cell of one type."""

    playbook: Playbook
    cell: Cell
    judged: Judged
    likelihood: int

    @property
    def percent(self) -> int | None:
        return None if self.judged.value is None else round(self.judged.value * 100)

    @property
    def level(self) -> str:
        """“good”, “fair”, “poor”, or nothing where it does not count."""
        if self.percent is None:
            return ""
        return "good" if self.percent >= GOOD else "fair" if self.percent >= FAIR else "poor"

    @property
    def gap(self) -> float:
        """What is missing, times how likely it is to be needed: 0 to 5."""
        return 0.0 if self.judged.value is None else (1 - self.judged.value) * self.likelihood


@dataclass(frozen=True)
class TypeRow:
    """All cells of one type."""

    playbook: Playbook
    likelihood: int
    rated: bool
    spots: list[Spot]

    @property
    def percent(self) -> int:
        """The mean of the cells that count."""
        counted = [spot.percent for spot in self.spots if spot.percent is not None]
        return round(sum(counted) / len(counted)) if counted else 0


@dataclass(frozen=True)
class Map:
    rows: list[TypeRow]

    @property
    def overall(self) -> int | None:
        """The mean of all types, the likelier ones weighing more."""
        weight = sum(row.likelihood for row in self.rows)
        if not weight:
            return None
        return round(sum(row.percent * row.likelihood for row in self.rows) / weight)

    @property
    def worst(self) -> list[Spot]:
        """Gaps, those that matter most first."""
        spots = [spot for row in self.rows for spot in row.spots if spot.level == "poor"]
        return sorted(spots, key=lambda spot: -spot.gap)

    @property
    def figures(self) -> dict[str, dict[str, int | None]]:
        return {
            row.playbook.slug: {spot.cell.value: spot.percent for spot in row.spots}
            for row in self.rows
        }


def read(brand: Brand) -> Map:
    """The map as it stands now; every type in use, in the order of the handbook."""
    cards = [card for card in library(brand) if not card.playbook.retired_at]
    common = next((card.in_force for card in cards if card.playbook.is_common), None)
    shared = _Shared(brand, common)
    rated = risk_matrix.likelihoods(brand)
    rows = []
    for card in cards:
        if card.playbook.is_common:
            continue
        likelihood = rated.get(card.playbook.pk, UNRATED)
        facts = shared.facts(card)
        spots = [Spot(card.playbook, cell, rules.judge(cell, facts), likelihood) for cell in Cell]
        rows.append(TypeRow(card.playbook, likelihood, card.playbook.pk in rated, spots))
    return Map(rows)


class _Shared:
    """What is read once for all types."""

    def __init__(self, brand: Brand, common: PlaybookVersion | None) -> None:
        self.moment = now()
        steps = common.plan.steps if common else ()
        self.common_steps = sum(step.minutes <= rules.FIRST_HOUR for step in steps)
        self.listening = _is_listening(brand)
        self.crew, self.wakeable = _crew(brand)
        self.lawyers = set(people(brand, {Role.LEGAL}).values_list("pk", flat=True))
        self.approvals = texts.newest(Playbook.objects.filter(brand=brand).values("pk"))
        self.clocks = list(LegalClock.objects.filter(brand=brand, active=True))
        self.drilled = selectors.last_drilled(brand)
        self.used = _last_used(brand)

    def facts(self, card: Card) -> rules.Facts:
        slug, version = card.playbook.slug, card.in_force
        clocks = [clock for clock in self.clocks if not clock.types or slug in clock.types]
        return rules.Facts(
            plan=version.plan if version else None,
            read_over=bool(version and not version.is_unread),
            plan_age=self._age(version.published_at if version else None) or 0,
            common_steps=self.common_steps,
            listening=self.listening,
            crew=self.crew,
            wakeable=self.wakeable,
            words=self._words(version),
            clocks=len(clocks),
            confirmed_clocks=sum(clock.is_confirmed for clock in clocks),
            drill_age=self._age(self.drilled.get(slug)),
            use_age=self._age(self.used.get(card.playbook.pk)),
        )

    def _words(self, version: PlaybookVersion | None) -> tuple[Word, ...]:
        """Every text of the type in both languages, and how its approval stands."""
        templates = version.plan.templates if version else ()
        return tuple(
            word(texts.standing(version, template, code, self.approvals, self.moment), self.lawyers)
            for template in templates
            for code in texts.LANGUAGES
        )

    def _age(self, at: datetime | None) -> int | None:
        return None if at is None else max(0, (self.moment - at).days)


def _crew(brand: Brand) -> tuple[Counter[str], Counter[str]]:
    """How many active people can fill each role, and how many of them something would wake.

    Who left no longer counts.
    """
    ways = ContactMethod.objects.filter(proven_at__isnull=False, problem="")
    cards = CrewCard.objects.filter(
        membership__brand=brand, membership__is_active=True, membership__user__is_active=True
    ).annotate(wakeable=Exists(ways.filter(user=OuterRef("membership__user"))))
    rows = [(set(roles), rings) for roles, rings in cards.values_list("roles", "wakeable")]
    crew = Counter(role for roles, _rings in rows for role in roles)
    return crew, Counter(role for roles, rings in rows if rings for role in roles)


def _is_listening(brand: Brand) -> bool:
    heard = Source.objects.filter(brand=brand, active=True, last_seen_at__gte=now() - LISTENING)
    return heard.exists() and Watch.objects.filter(brand=brand, active=True).exists()


def _last_used(brand: Brand) -> dict[int, datetime]:
    """When each playbook was last pinned by a real case, by its id."""
    real = Incident.objects.real().filter(brand=brand, playbook_version__isnull=False)
    rows = real.values_list("playbook_version__playbook").annotate(last=Max("opened_at"))
    return dict(rows.order_by())
