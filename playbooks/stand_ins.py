"""Questions about one chain and about who stands in, for the pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q

from crisisdesk.kernel.vocabulary import Language
from playbooks import common_data
from playbooks.models import ApprovalChain, Delegation, Deputy, OfficeHours

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from playbooks.services.chains import ChainKey
    from teams.models import Brand, User

#: How many delegations a page shows, the newest first.
SHOWN = 50


def is_known(key: ChainKey) -> bool:
    """Whether a text can go this chain at all."""
    languages, channels = ("", *Language.values), ("", *common_data.channels())
    known = key.general in common_data.chains()
    return known and key.language in languages and key.channel in channels


def row_of(brand: Brand, key: ChainKey) -> ApprovalChain | None:
    rows = ApprovalChain.objects.filter(brand=brand, **vars(key))
    return rows.select_related("changed_by").first()


def steps_of(brand: Brand, key: ChainKey) -> list[dict[str, Any]]:
    """The steps as they stand: the brand's own, else as shipped; an addition begins empty."""
    row = row_of(brand, key)
    if row is not None:
        return list(row.steps)
    return [] if key.adds else list(common_data.chains()[key.general])


def delegations(brand: Brand, user: User | None = None) -> list[Delegation]:
    """Those that a person gave or holds, or all of the brand."""
    found: QuerySet[Delegation] = Delegation.objects.of_brands([brand.pk])
    if user is not None:
        found = found.filter(Q(giver=user) | Q(to=user))
    return list(found.select_related("giver", "to", "created_by", "revoked_by")[:SHOWN])


def hours_of(brand: Brand) -> OfficeHours:
    return OfficeHours.objects.filter(brand=brand).first() or OfficeHours.usual(brand.pk)


def deputies(brand: Brand) -> list[Deputy]:
    return list(Deputy.objects.filter(brand=brand).select_related("user"))


def hours_initial(brand: Brand) -> dict[str, Any]:
    """What the form of hours and deputies begins with."""
    hours = hours_of(brand)
    named = {row.office: row.user_id for row in deputies(brand)}
    return {"opens": hours.opens, "closes": hours.closes, "days": hours.days, **named}
