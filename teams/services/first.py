"""The first person of a real desk, made from the server's own command line."""

from __future__ import annotations

from django.db import transaction
from django.utils.text import slugify

from crisisdesk.kernel.text import fold, nfc
from teams.models import Brand, Membership, Role, User, lower_email
from teams.paging import policies

#: What a brand is called until somebody names it.
UNNAMED = "Crisisdesk"


@transaction.atomic
def first_admin(email: str, brand: str, name: str = "") -> Membership:
    """Make somebody admin of a brand, making both where they do not exist yet."""
    email = lower_email(email)
    user = User.objects.filter(email=email).first() or User.objects.create_user(
        email, name=nfc(name) or email.partition("@")[0]
    )
    if not user.is_active:
        user.is_active = True
        user.save(update_fields=["is_active"])
    membership, _created = Membership.objects.update_or_create(
        user=user, brand=the_brand(brand), defaults={"role": Role.ADMIN, "is_active": True}
    )
    return membership


def the_brand(name: str) -> Brand:
    """The brand of this name or address; made where there is none."""
    name = nfc(name).strip()
    slug = slugify(fold(name))[:50].strip("-") or "brand"
    known = Brand.objects.filter(slug=slug).first()
    if known is not None:
        return known
    brand = Brand.objects.create(slug=slug, name=name)
    policies.seed(brand)
    return brand
