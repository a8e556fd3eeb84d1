"""What the own people may say, for the internal brief: the cleared answers of the case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crisisdesk.kernel.vocabulary import StatementKind
from statements.enums_desk import AnswerAudience

if TYPE_CHECKING:
    from statements.fill import Values
    from statements.models import Answer, Statement

#: The gap of the brief's template: “Nên nói”.
GAP = "do_say"
#: As many as one reads before the telephone rings; the bank has the rest.
MOST = 8


def values_for(words: Statement) -> Values:
    """Filled in by the desk in a brief; empty while nothing is cleared, so that a person writes."""
    if words.kind != StatementKind.INTERNAL_BRIEF:
        return {}
    # The press goes to its own desk, so its answers are no matter of the brief.
    rows = list(
        words.incident.answers.cleared()
        .exclude(audience=AnswerAudience.PRESS)
        .order_by("-used_count", "pk")[:MOST]
    )
    return {GAP: {code: _told(rows, code) for code in ("vi", "en")}}


def _told(rows: list[Answer], language: str) -> str:
    lines = [
        f"– {row.in_language('question', language)} → {row.in_language('answer', language)}"
        for row in rows
    ]
    return "\n" + "\n".join(lines) if lines else ""
