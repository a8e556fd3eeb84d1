"""Standing in: a delegation is written down, ends by itself and can be ended at once."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.errors import Blocked, Forbidden, Refusal
from crisisdesk.kernel.rights import require
from crisisdesk.kernel.state import lock
from crisisdesk.kernel.text import nfc, one_line
from playbooks import offices
from playbooks.models import Delegation, Deputy, OfficeHours
from teams.notify import tell

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime, time

    from teams.models import Brand, Membership, User

#: Whoever is away longer needs a successor, not a delegate.
LONGEST = timedelta(days=92)


@transaction.atomic
def delegate(
    brand: Brand,
    *,
    actor: User,
    office: str,
    to: User,
    reason: str,
    ends_at: datetime,
    starts_at: datetime | None = None,
    giver: User | None = None,
) -> Delegation:
    """Put one's own office into another's hands for a time; an admin may write it for somebody."""
    giver = giver or actor
    require(actor, "playbooks.delegate" if giver == actor else "playbooks.manage", brand)
    row = Delegation(
        brand=brand,
        office=office,
        giver=giver,
        to=to,
        reason=one_line(nfc(reason), 300),
        starts_at=max(starts_at or now(), now()),
        ends_at=ends_at,
        created_by=actor,
    )
    _check(row)
    row.full_clean()
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        # Someone else was a moment faster; the database has the last word.
        raise ValidationError(_("This office is delegated at that time already.")) from error
    _tell(row, "delegated", {to, giver}, actor)
    return row


def _check(row: Delegation) -> None:
    places = {place.user_id: place for place in offices.places([row.brand_id])}
    wrong: dict[str, Any] = {}
    if not row.reason:
        wrong["reason"] = _("Say why, for those who read it later.")
    if row.office not in _held(places.get(row.giver_id)):
        sentence = _("Only whoever holds this office can delegate it.")
        if row.created_by_id == row.giver_id:
            raise Forbidden(sentence)
        wrong["office"] = sentence
    if row.to_id not in places:
        wrong["to"] = _("This person cannot sign in this brand.")
    elif row.to_id == row.giver_id:
        wrong["to"] = _("Choose another person than the one who is away.")
    if why := _wrong_time(row):
        wrong["ends_at"] = why
    if wrong:
        raise ValidationError(wrong)


def _wrong_time(row: Delegation) -> str:
    if row.ends_at <= row.starts_at:
        return _("A delegation ends after it begins.")
    if row.ends_at - row.starts_at > LONGEST:
        return _("At most three months; name a successor for a longer time.")
    return ""


def _held(place: Membership | None) -> list[str]:
    return offices.held(place)


@transaction.atomic
def revoke(row: Delegation, *, actor: User) -> Delegation:
    """End a delegation at once; what was signed under it stands."""
    row = lock(row)
    require(actor, "playbooks.revoke_delegation", row)
    if row.revoked_at is not None or row.ends_at <= now():
        raise Blocked([Refusal("ended", _("This delegation has ended already."))])
    row.revoked_at, row.revoked_by = now(), actor
    row.save(update_fields=["revoked_at", "revoked_by"])
    _tell(row, "delegation_revoked", {row.to, row.giver}, actor)
    return row


def _tell(row: Delegation, topic: str, people: set[User], actor: User) -> None:
    tell(
        [person for person in people if person != actor],
        f"playbooks.{topic}",
        key=f"{topic}:{row.pk}",
        url=reverse("playbooks:delegations"),
        actor=actor.name,
        giver=row.giver.name,
        to=row.to.name,
        office=row.office,
        until=row.ends_at.isoformat(),
        reason=row.reason,
    )


@transaction.atomic
def set_hours(
    brand: Brand, *, actor: User, opens: time, closes: time, days: list[int]
) -> OfficeHours:
    """When the brand's offices are staffed."""
    require(actor, "playbooks.manage", brand)
    if not days or not set(days) <= set(range(7)):
        raise ValidationError({"days": _("Choose at least one day.")})
    row = OfficeHours.objects.filter(brand=brand).first() or OfficeHours(brand=brand)
    row.opens, row.closes, row.days = opens, closes, sorted(set(days))
    row.full_clean()
    row.save()
    return row


@transaction.atomic
def set_deputy(brand: Brand, *, actor: User, office: str, user: User | None) -> None:
    """Name who signs for an office out of hours, or nobody."""
    require(actor, "playbooks.manage", brand)
    if user is None:
        Deputy.objects.filter(brand=brand, office=office).delete()
        return
    if office not in offices.OFFICES:
        raise ValidationError({"office": _("Unknown here.")})
    if not offices.places([brand.pk]).filter(user=user).exists():
        raise ValidationError({office: _("This person cannot sign in this brand.")})
    Deputy.objects.update_or_create(
        brand=brand,
        office=office,
        defaults={"user": user, "named_by": actor, "named_at": now()},
    )


@transaction.atomic
def staff(brand: Brand, *, actor: User, deputies: Mapping[str, User | None], **hours: Any) -> None:
    """Office hours and every deputy at once, as the page sends them."""
    set_hours(brand, actor=actor, **hours)
    for office, user in deputies.items():
        set_deputy(brand, actor=actor, office=office, user=user)
