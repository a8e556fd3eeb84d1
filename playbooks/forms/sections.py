"""The lists of a plan, in the order of the editor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from playbooks.forms import guidance, rows


@dataclass(frozen=True)
class Section:
    """One list of a plan."""

    key: str
    title: Any
    row: type[rows.Row]
    add: Any
    empty: Any


SECTIONS = (
    Section("signals", _("Early signals"), rows.TextRow, _("Add a signal"), _("No signal yet.")),
    Section(
        "questions",
        _("Verification questions"),
        rows.QuestionRow,
        _("Add a question"),
        _("No question yet."),
    ),
    Section(
        "sections",
        _("Sections"),
        guidance.SectionRow,
        _("Add a section"),
        _("No section: the steps stand in one list."),
    ),
    Section("steps", _("Steps"), guidance.GuidedStep, _("Add a step"), _("No step yet.")),
    Section(
        "people", _("People to involve"), rows.TextRow, _("Add a person"), _("Nobody named yet.")
    ),
    Section(
        "escalation",
        _("Escalate if"),
        rows.EscalationRow,
        _("Add a trigger"),
        _("No trigger yet."),
    ),
    Section(
        "cross_over",
        _("Switch to another playbook if"),
        rows.CrossOverRow,
        _("Add a switch"),
        _("No switch to another playbook."),
    ),
    Section(
        "templates",
        _("Prepared statements"),
        guidance.PlacedTemplate,
        _("Add a text"),
        _("No text yet."),
    ),
)
BY_KEY = {section.key: section for section in SECTIONS}
#: Lists that a stored plan leaves out while they are empty.
MAYBE = {"sections"}
