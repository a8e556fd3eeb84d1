"""Whose names the blameless lint knows in a case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from incidents.blameless import Finding, check
from teams.roles import people

if TYPE_CHECKING:
    from incidents.models import Incident


def findings(incident: Incident, text: str) -> list[Finding]:
    """Hints on a text of the case; the brand's people are known by name."""
    if not text.strip():
        return []
    return check(text, people(incident.brand_id).values_list("name", flat=True))
