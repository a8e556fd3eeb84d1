"""What a brand is called and how it is reached."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from crisisdesk.kernel.rights import require
from crisisdesk.kernel.text import nfc
from teams.models import Brand

if TYPE_CHECKING:
    from teams.models import User

CHANGEABLE = (
    "name", "short_name", "hotline", "official_channel", "press_contact", "quiet_minutes",
)  # fmt: skip


@transaction.atomic
def update_brand(brand: Brand, *, actor: User, **changes: Any) -> Brand:
    """Change a brand's names, contacts or quiet window; its address stays."""
    require(actor, "teams.manage_brand", brand)
    brand = Brand.objects.select_for_update().get(pk=brand.pk)
    for name, value in changes.items():
        if name not in CHANGEABLE:
            raise TypeError(name)
        setattr(brand, name, nfc(value) if isinstance(value, str) else value)
    brand.full_clean()
    brand.save(update_fields=list(changes))
    return brand
