"""Rotas, a swap, a handover and a calendar address in the world of the rights matrix."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

from crisisdesk.kernel.clock import now
from teams.models import CalendarLink, Handover, Holiday, Layer, LayerPlace, Override, Rota, Swap
from teams.rota import ical
from tests.journeys.rights import policy


def fill(world: Any, mark: str) -> None:
    """The member has the spokesperson's turns, so that nobody else is on general duty."""
    rows, member, lead = world.rows, world.people[policy.MEMBER], world.people[policy.LEAD]
    moment = now()
    rows.rota = Rota.objects.create(
        brand=world.brand, name=f"Trực của {mark}", role="spokesperson", needs_handover=False
    )
    day = moment.date() - timedelta(days=3)
    rows.layer = Layer.objects.create(
        rota=rows.rota, name="Lớp", unit="week", handover_time=time(8), starts_on=day
    )
    LayerPlace.objects.create(layer=rows.layer, user=member, position=1)
    future = {"starts_at": moment + timedelta(days=9), "ends_at": moment + timedelta(days=10)}
    rows.override = Override.objects.create(
        rota=rows.rota, user=member, created_by=world.people[policy.MANAGER], **future
    )
    rows.swap = Swap.objects.create(rota=rows.rota, asker=member, other=lead, **future)
    rows.handover = Handover.objects.create(
        brand=world.brand, rota=rows.rota, giver=member, taker=lead, at=moment, watch=mark
    )
    rows.holiday = Holiday.objects.create(
        brand=world.brand, date=moment.date(), kind="public", name_vi=f"Ngày {mark}"
    )
    rows.calendar_token = ical.make(member).rpartition("/")[2].removesuffix(".ics")
    rows.calendar = CalendarLink.objects.get()
