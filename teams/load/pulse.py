"""The pulse: "how are you today?", 1 to 5. An answer is its owner's alone.

Each value is sealed before it is stored, and the functions that open it take the owner's own rows
only. What a team sees is made in `pulse_weeks`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from crisisdesk.kernel.clock import iso, now
from crisisdesk.kernel.errors import Forbidden
from crisisdesk.kernel.rights import require
from crisisdesk.kernel.sealing import CannotOpen, seal, unseal
from teams.load.limits import limits_of
from teams.models import PulseAnswer, Stretch

if TYPE_CHECKING:
    from datetime import date

    from teams.models import Brand, User

VALUES = range(1, 6)


def is_asked(brand: Brand | int) -> bool:
    """Whether the brand wants the question to be asked at all."""
    return limits_of(brand).asks_pulse


@transaction.atomic
def answer(brand: Brand, *, actor: User, value: int, shared: bool = False) -> PulseAnswer:
    """Say how one is today. Saying it again on the same day replaces the word before."""
    require(actor, "teams.see_people", brand)
    if not is_asked(brand):
        raise Forbidden(_("This brand does not ask for the pulse."))
    if value not in VALUES:
        raise ValidationError({"value": _("Choose a number from 1 to 5.")})
    moment = now()
    row, _made = PulseAnswer.objects.update_or_create(
        user=actor,
        brand=brand,
        # Days and weeks of the desk, so that nobody's own zone puts them into another week.
        day=timezone.localdate(moment, timezone.get_default_timezone()),
        defaults={"sealed": seal(str(value)), "shared": shared, "at": moment},
    )
    settle(actor)
    return row


def settle(actor: User) -> None:
    """Ask no more about the stretches that are over: answered, or declined."""
    ended = Stretch.objects.filter(user=actor, pulse_settled_at=None, ended_at__isnull=False)
    ended.update(pulse_settled_at=now())


def erase(actor: User, pk: int | None = None) -> int:
    """Take one of one's own answers back, or all of them."""
    mine = actor.pulse_answers.all()
    rows = mine if pk is None else mine.filter(pk=pk)
    return rows.delete()[0]


def mine(actor: User) -> list[dict[str, Any]]:
    """One's own answers, newest first, with what they say."""
    rows = actor.pulse_answers.select_related("brand")
    return [
        {"pk": row.pk, "day": row.day, "brand": row.brand, "value": opened(row.sealed),
         "shared": row.shared, "at": row.at}
        for row in rows
    ]  # fmt: skip


def exported(actor: User) -> list[dict[str, Any]]:
    """The same as plain JSON values."""
    return [
        {"day": row["day"].isoformat(), "brand": row["brand"].slug, "value": row["value"],
         "shared": row["shared"], "at": iso(row["at"])}
        for row in mine(actor)
    ]  # fmt: skip


def opened(sealed: str) -> int | None:
    """The value; None where the desk has lost the key it was sealed with."""
    try:
        return int(unseal(sealed))
    except CannotOpen:
        return None


def said_today(actor: User, brand: Brand) -> date | None:
    """Whether the person has answered today."""
    today = timezone.localdate(now(), timezone.get_default_timezone())
    return today if actor.pulse_answers.filter(brand=brand, day=today).exists() else None
