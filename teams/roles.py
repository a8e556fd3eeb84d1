"""Who holds which role in which brand: the one place that answers it.

Memberships of a person are read once per request and kept on the user object, so that deciding
fifty buttons costs one query.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from teams import places, sample
from teams.models import Membership, Role, Title, User

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from teams.models import Brand

#: Everyone who works with words and cases, as against those who only look or only administer.
WORKING = frozenset({Role.MEMBER, Role.MANAGER, Role.LEGAL})
APPROVING = frozenset({Role.MANAGER, Role.LEGAL, Role.EXECUTIVE})
INSIDERS = frozenset({Role.MEMBER, Role.MANAGER, Role.LEGAL, Role.EXECUTIVE, Role.ADMIN})


def memberships(user: User) -> dict[int, Membership]:
    """The person's memberships by brand id."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return {}
    # Not by `__dict__`: the user of a request is wrapped, and would be asked about twice.
    if getattr(user, "_memberships", None) is None:
        mine = places.of(user.pk)
        if getattr(user, "looks_round", False) and sample.may_look(mine):
            mine = sample.place_of(user) or mine
        user._memberships = mine  # noqa: SLF001 -- kept on the person for one request
    return user._memberships  # noqa: SLF001


def sees_sample(user: User) -> bool:
    """Whether the places of this person are those of the sample: there it is, and they may look."""
    return any(row.brand.is_sample for row in memberships(user).values())


def role_in(user: User, brand_id: int) -> str | None:
    """The general role, None for a stranger."""
    row = memberships(user).get(brand_id)
    return row.role if row else None


def has_role(user: User, brand_id: int, roles: Iterable[str]) -> bool:
    """Whether the person holds one of `roles` in the brand; automation counts as none.

    Whoever is alone in a brand is a comms member too (contract 6.3).
    """
    wanted = set(roles)
    return role_in(user, brand_id) in wanted or (Role.MEMBER in wanted and is_alone(user, brand_id))


def is_alone(user: User, brand_id: int) -> bool:
    """Whether an admin is the only person of the brand and so does everybody's work."""
    row = memberships(user).get(brand_id)
    return bool(row and row.role == Role.ADMIN and not row.has_others)


def has_title(user: User, brand_id: int, title: str) -> bool:
    row = memberships(user).get(brand_id)
    return bool(row and row.title == title)


def is_comms_head(user: User, brand_id: int) -> bool:
    """Comms head is a title of a manager (contract 6.2)."""
    return has_role(user, brand_id, {Role.MANAGER}) and has_title(user, brand_id, Title.COMMS_HEAD)


def brand_ids(user: User) -> list[int]:
    """Brands whose things the person may see at all."""
    return list(memberships(user))


def people(
    brand: Brand | int, roles: Iterable[str] | None = None, title: str | None = None
) -> QuerySet[User]:
    """Active people of a brand, by role or title: the answer to "which users may?"."""
    rows = Membership.objects.filter(brand=brand, is_active=True)
    if roles is not None:
        rows = rows.filter(role__in=list(roles))
    if title is not None:
        rows = rows.filter(title=title)
    return User.objects.filter(is_active=True, is_automation=False, pk__in=rows.values("user"))
