"""Reminding of handovers: before a duty ends, and when nobody has accepted after it."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction
from django.urls import reverse

from crisisdesk.kernel.clock import iso, minutes, now
from crisisdesk.kernel.sweeping import each
from teams import notify
from teams.models import Handover, Rota
from teams.rota.cover import stretches
from teams.rota.schedule import LOOKBACK, load

if TYPE_CHECKING:
    from datetime import datetime

    from teams.models import User

BEFORE, AFTER = minutes(30), minutes(15)
#: Later than this after the end nobody is reminded of it any more.
PATIENCE = minutes(12 * 60)


class Border(NamedTuple):
    """When one person's duty ends and the next one's begins."""

    at: datetime
    giver: User
    taker: User


def sweep() -> int:
    """Remind of every handover that is near or late and not accepted, each once."""
    due = Rota.objects.filter(is_active=True, needs_handover=True, handover_due_at__lte=now())
    return each(list(due.values_list("pk", flat=True)), _look)


@transaction.atomic
def _look(pk: int) -> int:
    rota = Rota.objects.select_for_update(of=("self",)).select_related("brand").get(pk=pk)
    moment = now()
    near = borders(rota, moment)
    moments = [at for one in near for at in (one.at - BEFORE, one.at + AFTER) if at > moment]
    rota.handover_due_at = min([*moments, moment + PATIENCE])
    rota.save(update_fields=["handover_due_at"])
    return sum(_remind(rota, border, moment) for border in near)


def borders(rota: Rota, moment: datetime) -> list[Border]:
    """Changes of duty that touch the time around a moment."""
    since, until = moment - LOOKBACK, moment + PATIENCE + BEFORE
    schedule = load(rota.brand_id, since, until, only=rota)
    spans = stretches(schedule.spans(rota.pk, since, until))
    return [
        Border(after.starts, schedule.able[before.user], schedule.able[after.user])
        for before, after in pairwise(spans)
        if before.ends == after.starts and after.starts > moment - PATIENCE
    ]


def _remind(rota: Rota, border: Border, moment: datetime) -> int:
    early = border.at - BEFORE <= moment < border.at
    if not early and moment < border.at + AFTER:
        return 0
    rows = Handover.objects.filter(rota=rota, giver=border.giver, at=border.at)
    if rows.filter(accepted_at__isnull=False).exists():
        return 0
    notify.tell(
        [border.giver, border.taker],
        "teams.handover_due" if early else "teams.handover_late",
        key=f"handover:{'due' if early else 'late'}:{rota.pk}:{iso(border.at)}",
        url=reverse("teams:handovers"),
        rota=rota.name,
        giver=border.giver.name,
        taker=border.taker.name,
        at=iso(border.at),
    )
    return 1
