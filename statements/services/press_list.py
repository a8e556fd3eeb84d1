"""The press list: adding, changing, pausing and erasing people; and its groups."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.errors import Blocked, Refusal
from crisisdesk.kernel.rights import require
from crisisdesk.kernel.state import lock
from crisisdesk.kernel.text import nfc, one_line
from outbox.services import forget
from statements.models import (
    ContactState,
    PressContact,
    PressExport,
    PressGroup,
    PressLetter,
    PressSuppression,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from teams.models import Brand, User

WORDS = ("name", "outlet")


def cleaned(values: dict[str, Any]) -> dict[str, Any]:
    """Fields as they are stored: NFC, names on one line, the address in its one spelling."""
    found = {key: one_line(nfc(values[key]), 120) for key in WORDS if key in values}
    if "email" in values:
        found["email"] = nfc(values["email"]).strip().lower()
    if "note" in values:
        found["note"] = nfc(values["note"]).strip()
    if "language" in values:
        found["language"] = values["language"]
    return found


def digest_of(email: str) -> str:
    """Keyed hash of an address; useless without this desk's secret."""
    key = nfc(email).strip().lower()
    return salted_hmac("statements.press-erased", key, algorithm="sha256").hexdigest()


def one_writer(brand: Brand) -> None:
    """One at a time changes the addresses of a list: an address stands on it once."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('press.list'), %s)", [brand.pk])


@transaction.atomic
def add(
    brand: Brand,
    *,
    actor: User,
    groups: Iterable[PressGroup] = (),
    asked: bool = False,
    **values: Any,
) -> PressContact:
    """Put somebody on the list. Whoever was erased comes back only if they asked for it."""
    require(actor, "statements.edit_press", brand)
    one_writer(brand)
    contact = PressContact(brand=brand, created_by=actor, **cleaned(values))
    contact.full_clean(exclude=["search_key"])
    erased = PressSuppression.objects.filter(brand=brand, digest=digest_of(contact.email))
    if erased.exists() and not asked:
        raise ValidationError({"email": _("This person was erased. Tick that they asked for it.")})
    erased.delete()
    contact.save()
    contact.groups.set(_own(brand, groups))
    return contact


@transaction.atomic
def change(
    contact: PressContact, *, actor: User, groups: Iterable[PressGroup] | None = None, **values: Any
) -> PressContact:
    """Change what is written about somebody; another address begins without bounces."""
    require(actor, "statements.edit_press", contact.brand)
    one_writer(contact.brand)
    contact = lock(contact)
    before = contact.email
    for name, value in cleaned(values).items():
        setattr(contact, name, value)
    contact.full_clean(exclude=["search_key"])
    if contact.email != before:
        contact.soft_bounces, contact.last_bounce = 0, ""
        if contact.state == ContactState.SUSPENDED:
            contact.state, contact.state_reason = ContactState.ACTIVE, ""
    contact.save()
    if groups is not None:
        contact.groups.set(_own(contact.brand, groups))
    return contact


def _own(brand: Brand, groups: Iterable[PressGroup]) -> list[PressGroup]:
    """Groups of this brand's list; another's are no groups here."""
    found = list(groups)
    if any(group.brand_id != brand.pk or not group.is_active for group in found):
        raise ValidationError({"groups": _("Choose groups of this list.")})
    return found


@transaction.atomic
def suspend(contact: PressContact, *, actor: User, reason: str) -> PressContact:
    """Write no more to somebody until a person decides otherwise."""
    require(actor, "statements.edit_press", contact.brand)
    contact = lock(contact)
    if contact.state != ContactState.ACTIVE:
        raise Blocked([Refusal("not_active", _("This contact is not written to anyway."))])
    return _stand(contact, ContactState.SUSPENDED, reason)


@transaction.atomic
def resume(contact: PressContact, *, actor: User, reason: str) -> PressContact:
    """Write again; for somebody who unsubscribed the reason says that they asked for it."""
    require(actor, "statements.edit_press", contact.brand)
    contact = lock(contact)
    if contact.state == ContactState.ACTIVE:
        raise Blocked([Refusal("is_active", _("This contact is written to already."))])
    contact.soft_bounces = 0
    return _stand(contact, ContactState.ACTIVE, reason)


def _stand(contact: PressContact, state: str, reason: str) -> PressContact:
    contact.state, contact.state_at = ContactState(state), now()
    contact.state_reason = one_line(nfc(reason), 300)
    contact.save()
    return contact


@transaction.atomic
def erase(contact: PressContact, *, actor: User) -> None:
    """Forget somebody: their row, their address in the outbox; letters stay as numbers."""
    require(actor, "statements.erase_press", contact.brand)
    contact = lock(contact)
    PressSuppression.objects.get_or_create(brand=contact.brand, digest=digest_of(contact.email))
    letters = PressLetter.objects.filter(contact=contact)
    forget(letters.exclude(key="").values_list("key", flat=True))
    letters.update(detail="")
    contact.delete()


@transaction.atomic
def add_group(brand: Brand, *, actor: User, name: str) -> PressGroup:
    """Begin a group."""
    require(actor, "statements.edit_press", brand)
    group = PressGroup(brand=brand, name=one_line(nfc(name), 80))
    group.full_clean()
    group.save()
    return group


@transaction.atomic
def rename_group(group: PressGroup, *, actor: User, name: str) -> PressGroup:
    """Give a group another name."""
    require(actor, "statements.edit_press", group.brand)
    group = lock(group)
    group.name = one_line(nfc(name), 80)
    group.full_clean()
    group.save()
    return group


@transaction.atomic
def close_group(group: PressGroup, *, actor: User) -> None:
    """Take a group off the list. Its people stay; a text approved for it no longer reaches them."""
    require(actor, "statements.edit_press", group.brand)
    group = lock(group)
    group.is_active = False
    group.save(update_fields=["is_active"])


def note_export(brand: Brand, *, actor: User, rows: int) -> None:
    """Write down that somebody took the list out of the desk."""
    require(actor, "statements.export_press", brand)
    PressExport.objects.create(brand=brand, by=actor, rows=rows)
