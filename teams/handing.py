"""Which duty of mine ends next, who comes after me, and what has been handed over."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Q

from crisisdesk.kernel.clock import now
from teams.models import DutyShift, Handover, Rota, User
from teams.rota.cover import stretches
from teams.rota.schedule import LOOKBACK, load

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from teams.models import Brand
    from teams.rota.schedule import Schedule


class Ending(NamedTuple):
    """The end of one duty of a person; `next` is whoever the rota names after them."""

    at: datetime
    rota: Rota | None
    next: User | None


def endings(brand: Brand, user: User) -> list[Ending]:
    """Ends of what the person is on duty for now or has not been relieved of, the first first."""
    moment = now()
    schedule = load(brand.pk, moment - LOOKBACK, moment + LOOKBACK)
    given = _given(user, moment)
    found = [
        one
        for rota in schedule.rotas()
        for one in _by_rota(schedule, rota, user, moment)
        if (rota.pk, one.at) not in given
    ]
    shifts = DutyShift.objects.filter(brand=brand, ends_at__gt=moment).select_related("user")
    rows = list(shifts.order_by("starts_at", "pk"))
    for row in rows:
        if row.user == user and row.starts_at <= moment:
            after = (one.user for one in rows if one.starts_at >= row.ends_at and one.user != user)
            found.append(Ending(row.ends_at, None, next(after, None)))
    return sorted(found, key=lambda ending: ending.at)


def _by_rota(schedule: Schedule, rota: Rota, user: User, moment: datetime) -> list[Ending]:
    """The person's present duty in a rota, and the one before that nobody has taken over."""
    spans = stretches(schedule.spans(rota.pk, moment - LOOKBACK, moment + LOOKBACK))
    here = next((n for n, one in enumerate(spans) if one.starts <= moment < one.ends), None)
    if here is None:
        return []
    if spans[here].user == user.pk:
        after = spans[here + 1] if here + 1 < len(spans) else None
        last = after is None and spans[here].ends >= moment + LOOKBACK
        following = schedule.able[after.user] if after else None
        return [] if last else [Ending(spans[here].ends, rota, following)]
    before = spans[here - 1] if here else None
    if before and before.user == user.pk and before.ends == spans[here].starts:
        return [Ending(before.ends, rota, schedule.able[spans[here].user])]
    return []


def _given(user: User, moment: datetime) -> set[tuple[int, datetime]]:
    """Duties of the person that are over and that somebody has taken over."""
    rows = Handover.objects.filter(
        giver=user, at__range=(moment - LOOKBACK, moment), accepted_at__isnull=False
    )
    return set(rows.values_list("rota", "at"))


def readable_by(user: User, brand: Brand) -> QuerySet[Handover]:
    """Notes of a brand, newest first; whoever may hand over may read them."""
    if not user.has_perm("teams.hand_over", brand):
        return Handover.objects.none()
    return Handover.objects.filter(brand=brand).select_related("giver", "taker", "rota")


def waiting_for(user: User) -> QuerySet[Handover]:
    """Notes that this person should accept."""
    rows = Handover.objects.filter(taker=user, accepted_at=None)
    return rows.select_related("giver", "taker", "rota", "brand")


def mine(user: User, brand: Brand) -> QuerySet[Handover]:
    """What I gave or took, newest first."""
    return readable_by(user, brand).filter(Q(giver=user) | Q(taker=user))
