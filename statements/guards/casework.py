"""Why a case may not move on because of what was said, or not said (`incidents.ports`)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.errors import Refusal
from crisisdesk.kernel.vocabulary import StatementKind
from statements.enums import Audience, State


def overdue_promises(case: Any) -> list[Refusal]:
    """Containing waits for an overdue promise."""
    late = case.promises.filter(state="open", due_at__lte=now()).count()
    if not late:
        return []
    sentence = ngettext(
        "%(count)s promise to the public is overdue: keep it, or say in public that it is broken.",
        "%(count)s promises to the public are overdue: keep them, or say in public that they are "
        "broken.",
        late,
    ) % {"count": late}
    return [Refusal("promise_overdue", sentence)]


def unratified_emergencies(case: Any) -> list[Refusal]:
    """Containing waits for the head's word on what went out without approval."""
    loose = case.statements.said().filter(emergency_at__isnull=False, ratified_at=None)
    return [
        Refusal(
            "emergency_unratified",
            _("%(statement)s was published in an emergency and is not ratified.")
            % {"statement": words.reference},
        )
        for words in loose.exclude(status=State.RETRACTED)
    ]


def open_promises(case: Any) -> list[Refusal]:
    """Resolving waits for every open promise."""
    count = case.promises.filter(state="open").count()
    if not count:
        return []
    sentence = ngettext(
        "%(count)s promise to the public is still open.",
        "%(count)s promises to the public are still open.",
        count,
    ) % {"count": count}
    return [Refusal("promise_open", sentence)]


def closing_said(case: Any) -> list[Refusal]:
    """Resolving takes a closing statement of this round, or the reason for none."""
    if case.no_closing_reason or _closing(case).exists():
        return []
    sentence = _("Publish the closing statement, or say why there is none.")
    return [Refusal("no_closing", sentence)]


def false_alarm_words(case: Any) -> list[Refusal]:
    """Who has spoken in public owes a last word before calling it a false alarm."""
    said = case.statements.said().filter(audience=Audience.PUBLIC)
    said = said.filter(published_at__gte=case.round_started_at).exclude(status=State.RETRACTED)
    if not said.exists() or _closing(case).exists():
        return []
    sentence = _("We have spoken in public: publish a closing statement first.")
    return [Refusal("spoken_in_public", sentence)]


def _closing(case: Any) -> Any:
    return (
        case.statements.said()
        .filter(kind=StatementKind.CLOSING, published_at__gte=case.round_started_at)
        .exclude(status=State.RETRACTED)
    )
