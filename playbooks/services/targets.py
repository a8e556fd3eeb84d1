"""Setting what a brand wants to reach."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.rights import require
from crisisdesk.kernel.state import lock
from playbooks.models import Target

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from teams.models import Brand, User


@transaction.atomic
def set_targets(brand: Brand, limits: Mapping[str, Decimal | None], *, actor: User) -> None:
    """Set or, by None, remove the targets of these measures; minutes of medians, percent of shares.

    Whoever sets the same value again is not named as who changed it.
    """
    require(actor, "playbooks.set_targets", brand)
    lock(brand)
    kept = {row.measure: row for row in Target.objects.filter(brand=brand)}
    for measure, limit in limits.items():
        row = kept.get(measure)
        if limit is None and row is not None:
            row.delete()
        elif limit is not None and (row is None or row.limit != limit):
            row = row or Target(brand=brand, measure=measure)
            row.limit, row.changed_by, row.changed_at = limit, actor, now()
            row.full_clean()
            row.save()
