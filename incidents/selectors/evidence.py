"""Reading what was kept as evidence, and what was said about it later."""

from __future__ import annotations

from typing import TYPE_CHECKING

from incidents.verbs import Verb

if TYPE_CHECKING:
    from incidents.models import Incident, TimelineEntry


def remarks(incident: Incident) -> dict[int, list[TimelineEntry]]:
    """Lines with later words, by item, in order."""
    lines = incident.timeline.filter(verb=Verb.NOTED, data__has_key="evidence")
    found: dict[int, list[TimelineEntry]] = {}
    for line in lines.select_related("note", "actor").order_by("seq"):
        found.setdefault(line.data["evidence"], []).append(line)
    return found


def withdrawn(incident: Incident) -> set[int]:
    """Items that were taken out of use."""
    lines = incident.timeline.filter(verb=Verb.NOTED, data__withdrawn=True)
    return set(lines.values_list("data__evidence", flat=True))
