"""Where working time comes from: the rota while a crisis is open, and acts in cases."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from teams.load import ports
from teams.load.hours import Span, overlap, sittings, union
from teams.load.limits import calm_brands
from teams.models import DutyShift, Rota
from teams.rota.schedule import load

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime


class Work(NamedTuple):
    """One person's time in a window."""

    #: Duty while a crisis was open, and sittings of acts: what tires.
    worked: list[Span]
    #: All duty, a quiet night with the phone beside the bed included.
    on_call: list[Span]
    #: The brand worked for last.
    brand: int | None


def shifts(
    users: Iterable[int] | None, since: datetime, until: datetime
) -> list[tuple[int, int, datetime, datetime]]:
    """(person, brand, from, until) of duty within a time: of any role, by shift and by rota."""
    rows = DutyShift.objects.filter(ends_at__gt=since, starts_at__lt=until, user__is_active=True)
    if users is not None:
        rows = rows.filter(user__in=list(users))
    found = list(rows.values_list("user", "brand", "starts_at", "ends_at"))
    wanted = None if users is None else set(users)
    for brand in (
        Rota.objects.filter(is_active=True).order_by().values_list("brand", flat=True).distinct()
    ):
        found += [
            (user, brand, starts, ends)
            for user, starts, ends in _by_rota(brand, since, until)
            if wanted is None or user in wanted
        ]
    return found


def _by_rota(
    brand: int, since: datetime, until: datetime
) -> Iterator[tuple[int, datetime, datetime]]:
    schedule = load(brand, since, until)
    for rota in schedule.rotas():
        for span in schedule.spans(rota.pk, since, until):
            yield span.user, span.starts, span.ends


def work_of(users: Iterable[int], since: datetime, until: datetime) -> dict[int, Work]:
    """The working time of people across all their brands: a tired person is tired everywhere."""
    wanted = list(users)
    serious = _by_brand(ports.crises_between(since, until))
    calm = calm_brands()
    on_call: dict[int, list[Span]] = defaultdict(list)
    worked: dict[int, list[Span]] = defaultdict(list)
    brands: dict[int, tuple[datetime, int]] = {}
    for user, brand, begin, end in shifts(wanted, since, until):
        duty = Span(max(begin, since), min(end, until))
        on_call[user].append(duty)
        counted = [duty] if brand in calm else overlap([duty], serious.get(brand, []))
        worked[user] += counted
        for span in counted:
            brands[user] = max(brands.get(user, (span.until, brand)), (span.until, brand))
    for user, mine in _acts(wanted, since, until).items():
        spans = sittings(at for at, _brand in mine)
        worked[user] += [Span(span.since, min(span.until, until)) for span in spans]
        brands[user] = max(brands.get(user, mine[0]), *mine)
    return {
        user: Work(union(worked[user]), union(on_call[user]), brands.get(user, (None, None))[1])
        for user in wanted
    }


def _acts(
    users: list[int], since: datetime, until: datetime
) -> dict[int, list[tuple[datetime, int]]]:
    found: dict[int, list[tuple[datetime, int]]] = defaultdict(list)
    for user, brand, at in ports.acts_of(users, since, until):
        found[user].append((at, brand))
    return found


def _by_brand(rows: list[tuple[int, datetime, datetime]]) -> dict[int, list[Span]]:
    found: dict[int, list[Span]] = defaultdict(list)
    for brand, begin, end in rows:
        found[brand].append(Span(begin, end))
    return found
