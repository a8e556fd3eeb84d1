"""How much abusive content a person has opened: counted for them, shown to nobody else."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from crisisdesk.kernel.clock import now
from teams.load.limits import limits_of
from teams.middleware import zone_of
from teams.models import ExposureDay, User
from teams.notify import tell

if TYPE_CHECKING:
    from datetime import date, datetime

    from teams.models import Brand

#: An item that was opened is taken to be looked at for this long at most.
LONGEST = timedelta(minutes=2)


class Exposure(NamedTuple):
    items: int
    minutes: int


def today(person: User) -> date:
    return timezone.localdate(now(), zone_of(person))


@transaction.atomic
def opened(person: User, brand: Brand | None) -> None:
    """Count one more item, and the time that the one before was looked at.

    At the brand's limit the person is told once that day, in the desk only: a letter could be
    read by others.
    """
    User.objects.select_for_update().get(pk=person.pk)
    day = today(person)
    row, _made = ExposureDay.objects.get_or_create(user=person, day=day)
    moment = now()
    if row.last_at is not None:
        row.seconds += _looked(row.last_at, moment)
    row.items, row.last_at = row.items + 1, moment
    row.save(update_fields=["items", "seconds", "last_at"])
    if brand is not None and row.seconds >= limits_of(brand).exposure_minutes * 60:
        tell(
            [person], "teams.rotate_reading", key=f"load.rotate:{day:%Y%m%d}",
            url=reverse("teams:my_load"), by_mail=False,
        )  # fmt: skip


def of_day(person: User) -> Exposure:
    """The person's own figures of today, the item that may still be open included."""
    row = person.exposure_days.filter(day=today(person)).first()
    if row is None or row.last_at is None:
        return Exposure(0, 0)
    return Exposure(row.items, (row.seconds + _looked(row.last_at, now())) // 60)


def _looked(since: datetime, until: datetime) -> int:
    return int(min(until - since, LONGEST).total_seconds())
