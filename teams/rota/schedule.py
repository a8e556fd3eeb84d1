"""A brand's rotas as they stand: read with a few queries, then answered by computing."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from teams.days import Days, days
from teams.models import LayerPlace, Override, Rota, User
from teams.roles import people
from teams.rota.cover import cover
from teams.rota.turns import Span, Turns
from teams.services.duty import ON_ROTA

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from teams.models import Layer

#: How far back a duty is followed to where it began; longer turns look as if they began there.
LOOKBACK = timedelta(days=15)


@dataclass
class Plan:
    """One rota: what overrides it, and its layers from the highest down."""

    rota: Rota
    overrides: list[Override] = field(default_factory=list)
    layers: list[Turns] = field(default_factory=list)

    def levels(self, since: datetime, until: datetime, calendar: Days) -> list[list[Span]]:
        """Everything that may show, the highest first; the newest override is on top."""
        above = [
            [Span(max(row.starts_at, since), min(row.ends_at, until), row.user_id, f"o{row.pk}")]
            for row in sorted(self.overrides, key=lambda row: row.pk, reverse=True)
            if row.starts_at < until and row.ends_at > since
        ]
        return above + [turns.spans(since, until, calendar.is_off) for turns in self.layers]


@dataclass
class Schedule:
    """All rotas of a brand; whoever left or may not be on duty leaves a hole where they stood."""

    plans: dict[int, Plan]
    able: dict[int, User]
    calendar: Days

    def spans(self, rota_id: int, since: datetime, until: datetime) -> list[Span]:
        """Who is on duty by one rota, in order and without overlaps."""
        if (plan := self.plans.get(rota_id)) is None:
            return []
        levels = plan.levels(since, until, self.calendar)
        return cover([span for span in level if span.user in self.able] for level in levels)

    def rotas(self, role: str | None = None) -> list[Rota]:
        """The rotas, of one duty if it is named."""
        found = [plan.rota for plan in self.plans.values()]
        return [rota for rota in found if role is None or rota.role == role]

    def line(self, role: str, since: datetime, until: datetime) -> list[Span]:
        """Everybody who is on one duty, by all its rotas; several may be so at once."""
        return sorted(
            span for rota in self.rotas(role) for span in self.spans(rota.pk, since, until)
        )


def load(
    brand_id: int,
    since: datetime,
    until: datetime,
    *,
    able: dict[int, User] | None = None,
    only: Rota | None = None,
) -> Schedule:
    """Rules and overrides of a brand, or of one rota, that matter for a time."""
    rotas = [only] if only else Rota.objects.filter(brand=brand_id, is_active=True)
    plans = {rota.pk: Plan(rota) for rota in rotas}
    if not plans:
        return Schedule({}, {}, Days())
    for places in _by_layer(plans):
        layer = places[0].layer
        plan = plans[layer.rota_id]
        plan.layers.append(turns_of(layer, plan.rota, [place.user_id for place in places]))
    for row in Override.objects.filter(rota__in=plans, starts_at__lt=until, ends_at__gt=since):
        plans[row.rota_id].overrides.append(row)
    if able is None:
        able = people(brand_id, ON_ROTA).in_bulk()
    cares = any(turns.holidays for plan in plans.values() for turns in plan.layers)
    around = (since.date() - timedelta(days=2), until.date() + timedelta(days=2))
    return Schedule(plans, able, days(brand_id, *around) if cares else Days())


def _by_layer(rotas: Iterable[int]) -> Iterable[list[LayerPlace]]:
    """The places of each layer in their order, the highest layer first."""
    found: dict[int, list[LayerPlace]] = defaultdict(list)
    rows = LayerPlace.objects.filter(layer__rota__in=rotas).select_related("layer")
    for place in rows.order_by("-layer__position", "-layer_id", "position", "id"):
        found[place.layer_id].append(place)
    return found.values()


def turns_of(layer: Layer, rota: Rota, users: Iterable[int]) -> Turns:
    """The rule of a stored layer."""
    hours = (layer.hours_from, layer.hours_until) if layer.hours_from is not None else None
    return Turns(
        key=f"l{layer.pk}",
        zone=ZoneInfo(rota.time_zone),
        people=tuple(users),
        unit=layer.unit,
        length=layer.length,
        handover=layer.handover_time,
        starts_on=layer.starts_on,
        ends_on=layer.ends_on,
        weekdays=frozenset(layer.weekdays),
        hours=hours,
        holidays=layer.holidays,
    )
