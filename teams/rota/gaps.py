"""Times that nobody covers: seen ahead, told once."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction
from django.urls import reverse

from crisisdesk.kernel.clock import iso, minutes, now
from crisisdesk.kernel.sweeping import each
from teams import notify
from teams.models import DutyShift, Role, Rota
from teams.roles import people
from teams.rota.cover import Hole, holes
from teams.rota.schedule import LOOKBACK, Schedule, load
from teams.rota.turns import Span

if TYPE_CHECKING:
    from datetime import datetime

#: How far ahead pages look for gaps.
HORIZON = timedelta(days=7)
LOOKED_EVERY = minutes(15)
#: Who can close a gap.
CLOSING = (Role.MANAGER, Role.ADMIN)


class Gap(NamedTuple):
    """A time without anybody on duty; `until` is None where nothing later is planned."""

    since: datetime
    until: datetime | None
    #: The rota whose duty it is; None for general duty by shifts alone.
    rota: Rota | None = None


def coming(brand_id: int) -> list[Gap]:
    """The first gap of each duty within the horizon: of general duty always, of others where a
    rota wants to be warned.
    """
    since = now()
    until = since + HORIZON
    schedule = load(brand_id, since, until)
    lines = {rota.role: rota for rota in schedule.rotas() if rota.role and rota.warns}
    found = []
    for role, rota in {"": None, **lines}.items():
        if gap := _first(brand_id, role, schedule, since, until):
            found.append(gap._replace(rota=rota))
    return found


def _first(
    brand_id: int, role: str, schedule: Schedule, since: datetime, until: datetime
) -> Gap | None:
    spans = line(brand_id, role, schedule, since, until)
    for hole in holes(spans, since, until):
        later = min((span.starts for span in spans if span.starts >= until), default=None)
        return Gap(hole.starts, later if hole.ends == until else hole.ends)
    return None


def line(
    brand_id: int, role: str, schedule: Schedule, since: datetime, until: datetime
) -> list[Span]:
    """Everybody on one duty; shifts entered by hand count as general duty."""
    shifts = [] if role else _shifts(brand_id, since)
    return [*schedule.line(role, since, until), *shifts]


def _shifts(brand_id: int, since: datetime) -> list[Span]:
    rows = DutyShift.objects.filter(brand=brand_id, ends_at__gt=since, user__is_active=True)
    return [Span(row.starts_at, row.ends_at, row.user_id, f"s{row.pk}") for row in rows]


def sweep() -> int:
    """Tell managers of gaps that come near; each gap once."""
    due = Rota.objects.filter(is_active=True, gaps_due_at__lte=now())
    return each(list(due.values_list("pk", flat=True)), _look)


@transaction.atomic
def _look(pk: int) -> int:
    rota = Rota.objects.select_for_update(of=("self",)).select_related("brand").get(pk=pk)
    moment = now()
    rota.gaps_due_at = moment + LOOKED_EVERY
    rota.save(update_fields=["gaps_due_at"])
    if not (rota.warns and rota.is_active):
        return 0
    since, until = moment - LOOKBACK, moment + timedelta(days=rota.warn_days)
    spans = line(rota.brand_id, rota.role, load(rota.brand_id, since, until), since, until)
    coming = [hole for hole in holes(spans, since, until) if hole.ends > moment]
    for hole in coming:
        _tell(rota, hole, since, until)
    return len(coming)


def _tell(rota: Rota, hole: Hole, since: datetime, until: datetime) -> None:
    notify.tell(
        people(rota.brand, CLOSING),
        "teams.rota_gap",
        key=f"rota-gap:{rota.brand_id}:{rota.role}:{_name(hole, since, until)}",
        url=reverse("teams:rota", args=[rota.pk]),
        rota=rota.name,
        brand=rota.brand.name,
        since=iso(max(hole.starts, now())),
        until=iso(hole.ends) if hole.ends < until else None,
    )


def _name(hole: Hole, since: datetime, until: datetime) -> str:
    """What stays the same about a gap from one look to the next."""
    if hole.starts > since:
        return f"from {iso(hole.starts)}"
    if hole.ends < until:
        return f"until {iso(hole.ends)}"
    year, week, _day = now().isocalendar()
    return f"week {year}-{week}"
