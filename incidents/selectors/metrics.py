"""Figures of one case, with their exact definitions (handbook F6).

Event times (`public_at`, `detected_at`) measure how early the desk saw it; everything people do is
measured from `opened_at`, the moment the case stood in front of them (contract 6.20). A missing
moment gives None, which pages show as "not enough data", never as 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from incidents.enums import TaskStatus

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from crisisdesk.kernel.errors import Sentence
    from incidents.models import Incident, Task

FIRST_HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Span:
    """A duration of the case. `length` is None where a moment is missing."""

    key: str
    label: Sentence
    definition: Sentence
    length: timedelta | None


#: key, label, definition, from, until; the names are fields of the incident.
SPANS = (
    (
        "time_to_detect",
        _("Time to detect"),
        _("From the first known public post to detection."),
        "public_at",
        "detected_at",
    ),
    (
        "time_to_acknowledge",
        _("Time to acknowledge"),
        _("From opening to somebody taking the case on."),
        "opened_at",
        "acknowledged_at",
    ),
    (
        "time_to_triage",
        _("Time to triage"),
        _("From opening to the start of verification."),
        "opened_at",
        "triaged_at",
    ),
    (
        "time_to_verify",
        _("Time to verify"),
        _("From opening to the last critical question settled."),
        "opened_at",
        "verified_at",
    ),
    (
        "time_to_brief",
        _("Time to internal brief"),
        _("From opening to the first internal brief."),
        "opened_at",
        "briefed_at",
    ),
    (
        "time_to_holding",
        _("Time to first holding statement"),
        _("From opening to the first public statement."),
        "opened_at",
        "first_holding_at",
    ),
    (
        "time_to_holding_public",
        _("Public's wait for the first word"),
        _("From the first known public post to the first public statement."),
        "public_at",
        "first_holding_at",
    ),
    (
        "time_to_full",
        _("Time to full statement"),
        _("From opening to the first full statement."),
        "opened_at",
        "first_full_at",
    ),
    (
        "time_to_contain",
        _("Time to contain"),
        _("From opening to the first time the case was contained."),
        "opened_at",
        "contained_at",
    ),
    (
        "time_to_resolve",
        _("Time to resolve"),
        _("From opening to the first time the case was resolved."),
        "opened_at",
        "resolved_at",
    ),
)


def spans(incident: Incident) -> list[Span]:
    """Every duration of a case, in the order of its life."""
    return [
        Span(key, label, definition, between(getattr(incident, start), getattr(incident, end)))
        for key, label, definition, start, end in SPANS
    ]


def told(incident: Incident) -> Incident:
    """The case with the two durations that a list of cases prints."""
    incident.took_to_speak = between(incident.opened_at, incident.first_holding_at)
    incident.took = between(incident.opened_at, incident.resolved_at)
    return incident


def between(start: datetime | None, end: datetime | None) -> timedelta | None:
    """The time between two moments; None where one is missing or they run backwards."""
    if start is None or end is None or end < start:
        return None
    return end - start


@dataclass(frozen=True)
class Adherence:
    """First-hour steps done in time, of those that applied."""

    in_time: int
    applicable: int

    @property
    def share(self) -> float | None:
        return self.in_time / self.applicable if self.applicable else None


def first_hour(incident: Incident) -> Adherence:
    """Playbook steps due within an hour of the start; a step skipped with a reason is no fault."""
    return first_hour_of(incident, incident.tasks.exclude(key="").filter(round=1))


def first_hour_of(incident: Incident, tasks: Iterable[Task]) -> Adherence:
    """The same of tasks that were read before: those of a playbook, of the first round."""
    rows = [
        task for task in tasks if task.due_at and task.due_at <= incident.opened_at + FIRST_HOUR
    ]
    applicable = [task for task in rows if task.status != TaskStatus.SKIPPED]
    in_time = [
        task
        for task in applicable
        if task.status == TaskStatus.DONE and task.finished_at and task.finished_at <= task.due_at
    ]
    return Adherence(len(in_time), len(applicable))
