"""Who is on duty: by the rules of rotas, their overrides, and shifts entered by hand."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import OuterRef, Q, Subquery

from crisisdesk.kernel.clock import now
from teams.models import DutyShift, Handover, LayerPlace, Membership, Override, Rota, User
from teams.rota.cover import stretches
from teams.rota.schedule import LOOKBACK, load
from teams.services.duty import ON_ROTA

if TYPE_CHECKING:
    from datetime import datetime

    from teams.models import Brand
    from teams.rota.schedule import Schedule

MOMENT = timedelta(microseconds=1)


class Duty(NamedTuple):
    """One person's duty at a moment; `rota` is None for a shift entered by hand."""

    since: datetime
    user: User
    rota: Rota | None = None
    #: Their time is over, but nobody has accepted yet: they have not been relieved.
    is_held: bool = False

    @property
    def role(self) -> str:
        return self.rota.role if self.rota else ""


def on_duty(
    brand: Brand | int, at: datetime | None = None, *, role: str | None = None
) -> list[User]:
    """People on duty for a brand at a moment, the longest on shift first; without a role, those
    on general duty. Whoever has not been relieved yet is on duty still.
    """
    return list(dict.fromkeys(d.user for d in duties(brand, at) if d.role == (role or "")))


def is_on_duty(user: User, brand_id: int) -> bool:
    """Whether the person is on general duty now."""
    return user in on_duty(brand_id)


def duties(brand: Brand | int, at: datetime | None = None) -> list[Duty]:
    """Every duty of a brand at a moment, of all roles; one query where there is no rota."""
    moment = at or now()
    brand_id = brand if isinstance(brand, int) else brand.pk
    candidates = list(_candidates(brand_id, moment))
    found = [Duty(user.since, user) for user in candidates if user.since]
    able = {user.pk: user for user in candidates if user.is_able}
    if able:
        found += _ruled(load(brand_id, moment - LOOKBACK, moment + MOMENT, able=able), moment)
    return sorted(found, key=lambda duty: duty.since)


def _candidates(brand_id: int, moment: datetime) -> list[User]:
    """Whoever has a shift now, or stands in a rule or an override of the brand."""
    shifts = DutyShift.objects.filter(brand=brand_id, starts_at__lte=moment, ends_at__gt=moment)
    places = LayerPlace.objects.filter(layer__rota__brand=brand_id, layer__rota__is_active=True)
    overrides = Override.objects.filter(
        rota__brand=brand_id,
        rota__is_active=True,
        starts_at__lte=moment,
        ends_at__gt=moment - LOOKBACK,
    )
    members = Membership.objects.filter(brand=brand_id, is_active=True, role__in=ON_ROTA)
    ruled = Q(pk__in=places.values("user")) | Q(pk__in=overrides.values("user"))
    able = Q(pk__in=members.values("user")) & ruled
    own = shifts.filter(user=OuterRef("pk"))
    return (
        User.objects.filter(Q(pk__in=shifts.values("user")) | able, is_active=True)
        .annotate(since=Subquery(own.values("starts_at")[:1]), is_able=able)
        .order_by("pk")
    )


def _ruled(schedule: Schedule, moment: datetime) -> list[Duty]:
    """Duties by rule, and the ones before them that nobody has taken over yet."""
    found, held = [], {}
    for rota in schedule.rotas():
        spans = stretches(schedule.spans(rota.pk, moment - LOOKBACK, moment + MOMENT))
        if not spans or spans[-1].ends <= moment:
            continue
        last = spans[-1]
        found.append(Duty(last.starts, schedule.able[last.user], rota))
        before = spans[-2] if len(spans) > 1 else None
        # What is still to come nobody could have accepted.
        is_border = before is not None and before.ends == last.starts <= now()
        if rota.needs_handover and is_border:
            held[rota.pk, before.user, last.starts] = Duty(
                before.starts, schedule.able[before.user], rota, is_held=True
            )
    for taken in _accepted(held, moment):
        held.pop(taken, None)
    return [*found, *held.values()]


def _accepted(held: dict, moment: datetime) -> list[tuple]:
    """Which of these borders somebody had accepted by then."""
    if not held:
        return []
    rotas, _givers, moments = zip(*held, strict=True)
    rows = Handover.objects.filter(rota__in=rotas, at__in=moments, accepted_at__lte=moment)
    return list(rows.values_list("rota", "giver", "at"))
