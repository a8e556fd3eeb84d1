"""What is heard about one case, in two figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Sum

from monitoring import ports

if TYPE_CHECKING:
    from incidents.models import Incident


def heard_of(incident: Incident) -> dict[str, int]:
    """Mentions of the case, and their reach together."""
    sums = ports.heard(incident).aggregate(mentions=Count("id"), reach=Sum("reach"))
    return {"mentions": sums["mentions"], "reach": int(sums["reach"] or 0)}
