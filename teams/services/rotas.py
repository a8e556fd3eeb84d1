"""Rotas, their layers and overrides: everything that changes a rule."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from crisisdesk.kernel.clock import iso, now
from crisisdesk.kernel.rights import require
from crisisdesk.kernel.text import nfc, one_line
from teams import notify
from teams.models import Layer, LayerPlace, Override, Rota
from teams.roles import people
from teams.services.duty import ON_ROTA

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from teams.models import Brand, User

MOST_PEOPLE = 40
FIELDS = ("name", "role", "team", "time_zone", "needs_handover", "warns", "warn_days")
LAYER_FIELDS = (
    "name", "position", "unit", "length", "handover_time", "starts_on", "ends_on", "weekdays",
    "hours_from", "hours_until", "holidays",
)  # fmt: skip


@transaction.atomic
def make(brand: Brand, *, actor: User, **fields: Any) -> Rota:
    """A new rota of a brand; it has nobody until a layer is added."""
    require(actor, "teams.manage_duty", brand)
    return _filled(Rota(brand=brand), FIELDS, fields)


@transaction.atomic
def change(rota: Rota, *, actor: User, **fields: Any) -> Rota:
    """Another name, duty, zone or warning."""
    return _filled(held(rota, actor), FIELDS, fields)


@transaction.atomic
def end(rota: Rota, *, actor: User) -> Rota:
    """Take a rota out of use; handovers that were written by it stay readable."""
    rota = held(rota, actor)
    rota.is_active = False
    rota.save(update_fields=["is_active"])
    return rota


@transaction.atomic
def put_layer(
    rota: Rota, *, actor: User, users: Sequence[User], layer: Layer | None = None, **fields: Any
) -> Layer:
    """Add a layer, or change one; `users` have their turns in this order."""
    rota = held(rota, actor)
    _able(rota, "users", users)
    if len(users) > MOST_PEOPLE:
        raise ValidationError({"users": _("A layer has at most 40 people.")})
    layer = _filled(layer or Layer(rota=rota), LAYER_FIELDS, fields)
    layer.places.all().delete()
    LayerPlace.objects.bulk_create(
        LayerPlace(layer=layer, user=user, position=place) for place, user in enumerate(users, 1)
    )
    look_again(rota)
    return layer


@transaction.atomic
def remove_layer(layer: Layer, *, actor: User) -> None:
    """Take a layer off; those below show through."""
    rota = held(layer.rota, actor)
    layer.delete()
    look_again(rota)


@transaction.atomic
def override(
    rota: Rota,
    *,
    actor: User,
    user: User,
    starts_at: datetime,
    ends_at: datetime,
    reason: str = "",
) -> Override:
    """Put somebody on duty for a time, whatever the layers say; they are told."""
    rota = held(rota, actor)
    _able(rota, "user", [user])
    if ends_at <= now():
        raise ValidationError({"ends_at": _("This time is over.")})
    row = put_over(rota, user, starts_at, ends_at, by=actor, reason=reason)
    notify.tell(
        [user] if user != actor else [],
        "teams.duty_given",
        key=f"duty-given:{row.pk}",
        url=reverse("teams:rota", args=[rota.pk]),
        rota=rota.name,
        since=iso(starts_at),
        until=iso(ends_at),
        by=actor.name,
    )
    return row


def put_over(
    rota: Rota, user: User, starts_at: datetime, ends_at: datetime, *, by: User, reason: str = ""
) -> Override:
    """The row itself, for whoever has asked for the right and holds the rota."""
    row = Override(
        rota=rota,
        user=user,
        starts_at=starts_at,
        ends_at=ends_at,
        created_by=by,
        reason=one_line(nfc(reason), 200),
    )
    row.full_clean()
    row.save()
    look_again(rota)
    return row


@transaction.atomic
def remove_override(row: Override, *, actor: User) -> None:
    """Let the layers say again who is on duty."""
    rota = held(row.rota, actor)
    row.delete()
    look_again(rota)


def held(rota: Rota, actor: User) -> Rota:
    """The row, locked, if the actor may change it."""
    require(actor, "teams.manage_duty", rota.brand)
    return locked(rota)


def locked(rota: Rota) -> Rota:
    """The row, so that no two people change one rota at the same moment."""
    rows = Rota.objects.select_for_update(of=("self",)).select_related("brand")
    return rows.get(pk=rota.pk)


def look_again(rota: Rota) -> None:
    """Let the next sweep compute gaps and the next handover anew."""
    Rota.objects.filter(pk=rota.pk).update(gaps_due_at=now(), handover_due_at=now())


def _filled(row: Any, known: tuple[str, ...], fields: dict[str, Any]) -> Any:
    for name, value in fields.items():
        if name not in known:
            raise TypeError(name)
        setattr(row, name, nfc(value).strip() if isinstance(value, str) else value)
    row.full_clean()
    row.save()
    return row


def _able(rota: Rota, field: str, users: Sequence[User]) -> None:
    """Only people of the brand who may answer; of the team, where the rota is a team's."""
    able = people(rota.brand_id, ON_ROTA)
    if rota.team_id:
        able = able.filter(teams=rota.team_id)
    known = set(able.filter(pk__in=[user.pk for user in users]).values_list("pk", flat=True))
    if strangers := [user.name for user in users if user.pk not in known]:
        sentence = _("%(name)s cannot be on duty by this rota.")
        raise ValidationError({field: [sentence % {"name": name} for name in strangers]})
