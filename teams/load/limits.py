"""A brand's limits, and changing them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from crisisdesk.kernel.rights import require
from teams.models import Brand, LoadRules

if TYPE_CHECKING:
    from teams.models import User

CHANGEABLE = (
    "prompt_hours", "limit_hours", "rest_hours", "week_hours", "counts_calm_duty",
    "exposure_minutes", "asks_pulse",
)  # fmt: skip


def limits_of(brand: Brand | int) -> LoadRules:
    """The brand's own limits, else the defaults."""
    key = brand.pk if isinstance(brand, Brand) else brand
    return LoadRules.objects.filter(pk=key).first() or LoadRules(brand_id=key)


def calm_brands() -> set[int]:
    """Brands whose duty counts without a crisis too."""
    return set(LoadRules.objects.filter(counts_calm_duty=True).values_list("pk", flat=True))


@transaction.atomic
def change(brand: Brand, *, actor: User, **changes: Any) -> LoadRules:
    """Set the brand's limits. Stretches under way get the new ones with the next sweep."""
    require(actor, "teams.manage_load", brand)
    Brand.objects.select_for_update().get(pk=brand.pk)
    rules = limits_of(brand)
    for name, value in changes.items():
        if name not in CHANGEABLE:
            raise TypeError(name)
        setattr(rules, name, value)
    rules.full_clean()
    rules.save()
    return rules
