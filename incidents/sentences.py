"""Sentences of the log, built from verb and data when they are read.

Web, mail, API and print say the same thing in the reader's language; nothing of it is stored.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import format_lazy
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as __

from crisisdesk.kernel.vocabulary import IncidentRole, Severity, StatementKind, Strategy
from incidents.enums import (
    Answer,
    Assessment,
    ClaimStatus,
    ClockKind,
    DecisionKind,
    DossierPurpose,
    EvidenceKind,
    FactStatus,
    Outcome,
    Override,
    ProposalKind,
)
from incidents.evidence_wordings import said_of_evidence
from incidents.step_wordings import said_of_steps
from incidents.wordings import WORDINGS
from playbooks.common_data import channels
from playbooks.enums import Office

if TYPE_CHECKING:
    from collections.abc import Callable

    from incidents.models import TimelineEntry

#: A clock, or the limit beyond it at which patience ends.
CLOCKS: dict[str, Any] = dict(ClockKind.choices) | {
    f"{kind}_hard": format_lazy("{} ({})", word, __("hard limit"))
    for kind, word in ClockKind.choices
}
LABELS: dict[str, dict[str, Any]] = {
    "severity": dict(Severity.choices),
    "old_severity": dict(Severity.choices),
    "role": dict(IncidentRole.choices),
    "answer": dict(Answer.choices),
    "fact_status": dict(FactStatus.choices),
    "evidence_kind": dict(EvidenceKind.choices),
    "claim_status": dict(ClaimStatus.choices),
    "assessment": dict(Assessment.choices),
    "decision_kind": dict(DecisionKind.choices),
    "proposal": dict(ProposalKind.choices),
    "clock": CLOCKS,
    "outcome": dict(Outcome.choices),
    "kind": dict(StatementKind.choices),
    "strategy": dict(Strategy.choices),
    "overrides": dict(Override.choices),
    "purpose": dict(DossierPurpose.choices),
}

#: Rows a line points to by id, and the field that names them; `texts_of` reads them at once.
POINTERS = ("question", "fact", "claim", "task", "decision", "evidence")


def _bilingual(value: dict[str, Any]) -> str:
    english = (get_language() or "vi").startswith("en")
    first, second = ("en", "vi") if english else ("vi", "en")
    name = value.get(first) or value.get(second) or ""
    number = value.get("number")
    return _("%(name)s, version %(number)s") % {"name": name, "number": number} if number else name


def moment(value: str) -> str:
    at = timezone.localtime(datetime.fromisoformat(value))
    return date_format(at, "H:i d/m/Y")


def _spike(value: Any) -> str:
    """The detector's figures in words; also for a line without figures."""
    if not isinstance(value, dict) or value.get("count") is None:
        return _("unusual volume")
    return ngettext("%(count)s mention", "%(count)s mentions", value["count"]) % {
        "count": value["count"]
    }


def _offices(value: str) -> str:
    """The holders of an approval step, stored as “comms_head/executive”."""
    return " / ".join(
        str(Office(key).label) if key in Office.values else key for key in value.split("/")
    )


def _channel(value: str) -> str:
    known = channels().get(value)
    return str(known.label) if known else value


SHAPES: dict[str, Callable[[Any], str]] = {
    "person": lambda value: str(value.get("name", "")),
    "playbook": lambda value: _bilingual(value) if value else _("no playbook"),
    "due": moment,
    "step": _offices,
    "channel": _channel,
    "evidence": _spike,
    "lines": lambda value: ", ".join(str(line) for line in value),
    # Deadlines of the law carry their own names; old lines have a key only.
    "clock": _bilingual,
    "legal_clock": lambda value: _bilingual(value) if isinstance(value, dict) else str(value),
    "people": lambda value: ", ".join(str(one.get("name", "")) for one in value),
}


def values_of(entry: TimelineEntry, texts: dict[tuple[str, int], str]) -> dict[str, str]:
    """What fills the placeholders of a line, in the reader's language."""
    values: dict[str, str] = {"actor": entry.actor.name}
    for key, value in entry.data.items():
        if key in POINTERS and isinstance(value, int):
            values[key] = texts.get((key, value), f"#{value}")
        elif key in LABELS and isinstance(value, str):
            values[key] = str(LABELS[key].get(value, value))
        elif key in SHAPES and value is not None:
            values[key] = SHAPES[key](value)
        else:
            values[key] = "" if value is None else str(value)
    values.setdefault("playbook", _("no playbook"))
    if entry.data.get("waits"):
        values["fact_status"] = _("confirmed by one person, waits for a second")
    values["evidence_title"] = values.get("evidence", "")
    if isinstance(scores := entry.data.get("scores"), dict):
        values["total"] = str(sum(scores.values()))
    return values


class _Blank(dict):  # type: ignore[type-arg]
    """An old line may lack a value that a newer wording names."""

    def __missing__(self, key: str) -> str:
        return "…"


def sentence(entry: TimelineEntry, texts: dict[tuple[str, int], str] | None = None) -> str:
    """The line in the reader's language."""
    words = said_of_evidence(entry) or said_of_steps(entry) or WORDINGS[entry.verb].sentence
    return str(words) % _Blank(values_of(entry, texts or {}))


def icon(entry: TimelineEntry) -> str:
    return WORDINGS[entry.verb].icon


def group(entry: TimelineEntry) -> str:
    """`state`, `decisions`, `public`, `notes` or `work`."""
    return WORDINGS[entry.verb].group
