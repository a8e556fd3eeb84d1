"""The case of a signal or mention, as far as the reader may see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Prefetch

from incidents.models import Incident

if TYPE_CHECKING:
    from teams.models import User


def case_for(user: User) -> Prefetch:
    """Fills `incident` in one query; it reads as None where the person may not see the case."""
    return Prefetch("incident", Incident.objects.visible_to(user))
