"""Reading what was kept as evidence, and what was said about it later."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crisisdesk.kernel.vocabulary import Visibility
from incidents.verbs import Verb

if TYPE_CHECKING:
    from collections.abc import Iterable

    from incidents.models import Evidence, Incident, TimelineEntry


def added_by(incident: Incident) -> dict[int, TimelineEntry]:
    """The line that each item was added with; the first one counts."""
    found = incident.timeline.filter(verb=Verb.EVIDENCE_ADDED).order_by("-seq")
    # A line that somebody forged may hold anything.
    held = [line for line in found if isinstance(line.data, dict)]
    return {
        line.data["evidence"]: line for line in held if isinstance(line.data.get("evidence"), int)
    }


def privileged(incident: Incident) -> set[int]:
    """Items that privilege covers, by their row or by their line: a forged row frees nothing."""
    rows = incident.evidence.filter(visibility=Visibility.PRIVILEGED).values_list("pk", flat=True)
    lines = added_by(incident).items()
    return {*rows, *(pk for pk, line in lines if line.data.get("visibility") == "privileged")}


def remarks(incident: Incident) -> dict[int, list[TimelineEntry]]:
    """Lines with later words, by item, in order."""
    lines = incident.timeline.filter(verb=Verb.NOTED, data__has_key="evidence")
    found: dict[int, list[TimelineEntry]] = {}
    for line in lines.select_related("note", "actor").order_by("seq"):
        found.setdefault(line.data["evidence"], []).append(line)
    return found


def with_remarks(incident: Incident, rows: Iterable[Evidence]) -> list[Evidence]:
    """The items, each with `later` and `is_withdrawn`."""
    found, shown = remarks(incident), list(rows)
    for row in shown:
        row.later = found.get(row.pk, [])
        row.is_withdrawn = any(line.data.get("withdrawn") for line in row.later)
    return shown


def withdrawn(incident: Incident) -> set[int]:
    """Items that were taken out of use."""
    lines = incident.timeline.filter(verb=Verb.NOTED, data__withdrawn=True)
    return set(lines.values_list("data__evidence", flat=True))
