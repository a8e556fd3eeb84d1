"""The sweep over stretches of work: who has gone on too long is told, once, and so are those who
can relieve them. Nothing here keeps anybody from working.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.sweeping import each
from teams.load import links, ports
from teams.load.hours import RELIEF, stretch
from teams.load.limits import limits_of
from teams.load.sources import shifts, work_of
from teams.models import Role, Stretch
from teams.notify import tell
from teams.roles import people

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from teams.load.hours import Span
    from teams.load.sources import Work
    from teams.models import User

#: A stretch is followed back this far; an older beginning that is known already is kept.
LOOKBACK = timedelta(days=3)


def sweep() -> int:
    """Bring the stretches up to the present, then tell what is due."""
    moment = now()
    follow(moment)
    due = Q(prompted_at=None, prompt_due_at__lte=moment)
    late = Q(limit_told_at=None, limit_due_at__lte=moment)
    return each(Stretch.objects.filter(due | late, ended_at=None), tell_due)


def follow(moment: datetime) -> None:
    """Begin, move and end stretches by what people did."""
    lately = moment - RELIEF
    candidates = {row[0] for row in shifts(None, lately, moment)}
    candidates |= {row[0] for row in ports.acts_of(None, lately, moment)}
    candidates |= set(Stretch.objects.filter(ended_at=None).values_list("user", flat=True))
    work = work_of(candidates, moment - LOOKBACK, moment)
    each(candidates, lambda user: _follow(user, work[user], moment))


@transaction.atomic
def _follow(user: int, work: Work, moment: datetime) -> None:
    known = Stretch.objects.select_for_update().filter(user=user, ended_at=None).first()
    run = stretch(work.worked, moment)
    if run is None or work.brand is None:
        if known is not None:
            known.ended_at = known.last_at
            known.save(update_fields=["ended_at"])
        return
    if known is None:
        # Whoever sweeps at the same moment begins the same stretch: the second changes nothing.
        row = _dated(Stretch(user_id=user), run, work.brand)
        Stretch.objects.bulk_create([row], ignore_conflicts=True)
        return
    if run.since <= moment - LOOKBACK:
        # It is followed back no further: what was known before holds.
        run = run._replace(since=min(run.since, known.began_at))
    _dated(known, run, work.brand)
    known.save(update_fields=["brand", "began_at", "last_at", "prompt_due_at", "limit_due_at"])


def _dated(row: Stretch, run: Span, brand: int) -> Stretch:
    rules = limits_of(brand)
    row.brand_id, row.began_at, row.last_at = brand, run.since, run.until
    row.prompt_due_at = run.since + timedelta(hours=rules.prompt_hours)
    row.limit_due_at = run.since + timedelta(hours=rules.limit_hours)
    return row


@transaction.atomic
def tell_due(row: Stretch) -> bool:
    """Tell the person at the prompt; them and the managers at the limit. Each once a stretch."""
    row = Stretch.objects.select_for_update().select_related("user", "brand").get(pk=row.pk)
    moment = now()
    if row.ended_at is not None:
        return False
    over = row.limit_told_at is None and row.limit_due_at <= moment
    near = row.prompted_at is None and row.prompt_due_at <= moment
    if over:
        row.limit_told_at = moment
        _tell_limit(row)
    elif near:
        _tell(row, [row.user], "teams.hand_over_soon", links.handover())
    if near or over:
        row.prompted_at = row.prompted_at or moment
        row.save(update_fields=["prompted_at", "limit_told_at"])
    return near or over


def _tell_limit(row: Stretch) -> None:
    _tell(row, [row.user], "teams.hand_over_now", links.handover())
    others = people(row.brand, [Role.MANAGER]).exclude(pk=row.user_id)
    relief = others if others.exists() else people(row.brand, [Role.ADMIN]).exclude(pk=row.user_id)
    _tell(row, relief, "teams.relief_needed", links.rota(), name=row.user.name)


def _tell(row: Stretch, who: Iterable[User], topic: str, url: str, **facts: str) -> None:
    whole = int((now() - row.began_at).total_seconds() // 3600)
    tell(who, topic, key=f"{topic}:{row.pk}", url=url, hours=whole, **facts)
