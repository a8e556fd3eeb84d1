"""Who belongs to a brand and as what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.errors import Blocked, Refusal
from crisisdesk.kernel.rights import require
from crisisdesk.kernel.text import nfc, one_line
from teams import letters
from teams.models import DutyShift, Membership, Role, Title, User, lower_email

if TYPE_CHECKING:
    from teams.models import Brand

#: Offices that go with one role only; the others go with any.
ROLE_OF_TITLE = {Title.COMMS_HEAD: Role.MANAGER, Title.CEO: Role.EXECUTIVE}


@transaction.atomic
def invite(
    brand: Brand, email: str, name: str, role: str, title: str = "", *, actor: User
) -> Membership:
    """Give a person a place in the brand and send them the link to their password."""
    require(actor, "teams.manage_people", brand)
    check_title(role, title)
    user = _person(email, name)
    if user.memberships.filter(brand=brand).exists():
        raise ValidationError({"email": _("This person already has a place in this brand.")})
    membership = Membership.objects.create(user=user, brand=brand, role=role, title=title)
    letters.send_invitation(membership, actor)
    return membership


def invite_again(membership: Membership, *, actor: User) -> None:
    """Send the invitation once more to someone who has never signed in."""
    require(actor, "teams.manage_people", membership.brand)
    if membership.user.last_login:
        raise Blocked([Refusal("signed_in_before", _("This person has already signed in."))])
    letters.send_invitation(membership, actor)


def invitation_link(membership: Membership, *, actor: User) -> str:
    """The link of an invitation, to be handed over by hand: only where no letter can leave.

    Whoever has it chooses the password, so an admin gets none for somebody whom mail reaches, nor
    for one who has signed in.
    """
    require(actor, "teams.manage_people", membership.brand)
    if settings.HAS_MAIL:
        raise Blocked([Refusal("has_mail", _("The invitation goes by mail; send it again."))])
    if membership.user.last_login:
        raise Blocked([Refusal("signed_in_before", _("This person has already signed in."))])
    return letters.password_link(membership.user)


@transaction.atomic
def change_role(membership: Membership, role: str, title: str = "", *, actor: User) -> Membership:
    """Another general role or office; takes effect with the person's next click."""
    membership = _held(membership, actor)
    check_title(role, title)
    if role != Role.ADMIN:
        _keep_an_admin(membership)
    if membership.user_id == actor.pk and role != membership.role:
        # Whoever can change the chain must not make themselves able to pass it.
        raise Blocked([Refusal("oneself", _("Another admin changes your role."))])
    membership.role, membership.title = role, title
    membership.save(update_fields=["role", "title"])
    return membership


@transaction.atomic
def deactivate(membership: Membership, *, actor: User) -> Membership:
    """End a person's place: rights, shifts; with the last one sign-in, tokens, ways to reach them."""
    membership = _held(membership, actor)
    if membership.user_id == actor.pk:
        raise Blocked([Refusal("oneself", _("You cannot end your own place."))])
    _keep_an_admin(membership)
    membership.is_active = False
    membership.save(update_fields=["is_active"])
    _end_shifts(membership)
    user = membership.user
    if not user.memberships.filter(is_active=True).exists():
        user.is_active = False
        user.save(update_fields=["is_active"])
        user.api_tokens.all().delete()
        user.contact_methods.all().delete()
    return membership


@transaction.atomic
def readmit(membership: Membership, *, actor: User) -> Membership:
    """Give a place back to someone who left; they choose a new password."""
    membership = _held(membership, actor)
    if membership.is_active:
        raise Blocked([Refusal("is_active", _("This person has a place already."))])
    membership.is_active = True
    membership.save(update_fields=["is_active"])
    _activate(membership.user)
    letters.send_invitation(membership, actor)
    return membership


def check_title(role: str, title: str) -> None:
    """An office goes with its role: a chief executive approves as an executive."""
    if role not in Role.values:
        raise ValidationError({"role": _("Choose one of the roles.")})
    if title not in Title.values:
        raise ValidationError({"title": _("Choose one of the titles.")})
    needed = ROLE_OF_TITLE.get(Title(title))
    if needed and role != needed:
        raise ValidationError(
            {"title": _("This title goes with the role “%(role)s”.") % {"role": needed.label}}
        )


def _person(email: str, name: str) -> User:
    """Whoever has the address; a newcomer cannot sign in before choosing a password."""
    email = lower_email(email)
    try:
        validate_email(email)
    except ValidationError as error:
        raise ValidationError({"email": error.messages}) from error
    known = User.objects.filter(email=email).first()
    if known is None:
        return User.objects.create_user(email, name=one_line(nfc(name), 120))
    if known.is_automation:
        raise ValidationError({"email": _("This address belongs to the desk itself.")})
    return _activate(known)


def _activate(user: User) -> User:
    if not user.is_active:
        user.is_active = True
        # The old password left with them.
        user.set_unusable_password()
        user.save(update_fields=["is_active", "password"])
    return user


def _held(membership: Membership, actor: User) -> Membership:
    """The row, locked together with the brand's other memberships, if the actor may."""
    require(actor, "teams.manage_people", membership.brand)
    rows = Membership.objects.select_for_update(of=("self",)).select_related("user", "brand")
    # Every row of the brand, so that two admins cannot remove each other at the same moment.
    held = {row.pk: row for row in rows.filter(brand=membership.brand_id).order_by("pk")}
    return held[membership.pk]


def _keep_an_admin(membership: Membership) -> None:
    others = Membership.objects.filter(
        brand=membership.brand_id, role=Role.ADMIN, is_active=True
    ).exclude(pk=membership.pk)
    if membership.role == Role.ADMIN and not others.exists():
        raise Blocked([Refusal("last_admin", _("The brand needs at least one admin."))])


def _end_shifts(membership: Membership) -> None:
    shifts = DutyShift.objects.filter(brand=membership.brand_id, user=membership.user_id)
    moment = now()
    shifts.filter(starts_at__gte=moment).delete()
    shifts.filter(starts_at__lt=moment, ends_at__gt=moment).update(ends_at=moment)
