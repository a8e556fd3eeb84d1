"""Who is on duty: by the rules of rotas, their overrides, and shifts entered by hand."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from crisisdesk.kernel.clock import now
from teams.models import Handover, Rota, User
from teams.rota.cover import stretches
from teams.rota.schedule import LOOKBACK, load
from teams.services.duty import ON_ROTA

if TYPE_CHECKING:
    from datetime import datetime

    from teams.models import Brand
    from teams.rota.schedule import Schedule

MOMENT = timedelta(microseconds=1)
#: Asked by every page. Written out, for putting it together took longer than its answer.
CANDIDATES = """
with shift as (
    select user_id, starts_at from teams_dutyshift
    where brand_id = %(brand)s and starts_at <= %(at)s and ends_at > %(at)s
), able as (
    select user_id from teams_membership
    where brand_id = %(brand)s and is_active and role = any(%(roles)s) and user_id in (
        select place.user_id from teams_layerplace place
        join teams_layer layer on layer.id = place.layer_id
        join teams_rota rota on rota.id = layer.rota_id
        where rota.brand_id = %(brand)s and rota.is_active
        union all
        select instead.user_id from teams_override instead
        join teams_rota rota on rota.id = instead.rota_id
        where rota.brand_id = %(brand)s and rota.is_active
            and instead.starts_at <= %(at)s and instead.ends_at > %(back)s
    )
)
select person.*, shift.starts_at as since, able.user_id is not null as is_able
from (select user_id from shift union select user_id from able) someone
join teams_user person on person.id = someone.user_id and person.is_active
left join shift on shift.user_id = person.id
left join able on able.user_id = person.id
order by person.id
"""


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
    known = {
        "brand": brand_id, "at": moment, "back": moment - LOOKBACK,
        "roles": [str(role) for role in ON_ROTA],
    }  # fmt: skip
    return list(User.objects.raw(CANDIDATES, known))


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
