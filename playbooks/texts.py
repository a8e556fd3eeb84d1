"""Whether prepared words are approved: asked for one language at a time, at one moment.

An approval is for words, not for a text in general: it is found by the digest of what it read, so
that one changed letter leaves none, and the same words in a later version keep theirs.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from crisisdesk.kernel.clock import now
from playbooks.enums import TextEnd, TextState
from playbooks.models import TextApproval

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from playbooks.content import Template
    from playbooks.models import PlaybookVersion

LANGUAGES = ("vi", "en")
#: How long an approval is good unless the approver chooses another time.
USUAL = timedelta(days=180)
#: Before so many days people are told, and on the day.
STAGES = (30, 14, 3, 0)
SOON = timedelta(days=STAGES[0])

#: A text in one language: playbook, key of the template, language.
Place = tuple[int, str, str]


def digest(template: Template, language: str) -> str:
    """Of the words and of what they are used as; another kind has another chain."""
    words = [template.kind, language, getattr(template.text, language)]
    return hashlib.sha256(json.dumps(words, ensure_ascii=False).encode()).hexdigest()


def next_reminder(expires_at: datetime, after: datetime) -> datetime | None:
    """The first moment after `after` at which people are told of the end."""
    moments = (expires_at - timedelta(days=days) for days in STAGES)
    return next((moment for moment in moments if moment > after), None)


def newest(playbooks: Iterable[Any]) -> dict[Place, TextApproval]:
    """The latest approval of every text and language, ended or not; in one query."""
    rows = TextApproval.objects.filter(playbook__in=playbooks).order_by("id")
    rows = rows.select_related("given_by", "ended_by")
    found: dict[Place, TextApproval] = {}
    for row in rows:
        place = (row.playbook_id, row.key, row.language)
        if place not in found or row.ended_at is None or found[place].ended_at is not None:
            found[place] = row
    return found


@dataclass(frozen=True)
class Standing:
    """Where the words of one language stand at a moment."""

    language: str
    state: str
    approval: TextApproval | None = None
    days_left: int | None = None

    @property
    def holds(self) -> bool:
        """Whether they are good for the short way."""
        return self.state in (TextState.APPROVED, TextState.SOON)

    @property
    def label(self) -> str:
        return str(TextState(self.state).label)

    @property
    def tone(self) -> str:
        tones = {TextState.APPROVED: "ok", TextState.SOON: "warn", TextState.NEVER: "muted"}
        return tones.get(TextState(self.state), "late")

    @property
    def why_not(self) -> str:
        """Why the words are not good for the short way; empty where they are."""
        return "" if self.holds else _why(self)


def hold(playbook_id: int, **which: str) -> None:
    """Keep current approvals as they are until commit; always in the order of their ids."""
    rows = TextApproval.objects.current().filter(playbook_id=playbook_id, **which)
    list(rows.order_by("id").select_for_update(of=("self",)).values_list("pk"))


def standing(
    version: PlaybookVersion,
    template: Template,
    language: str,
    rows: Mapping[Place, TextApproval],
    at: datetime | None = None,
) -> Standing:
    """How the words of a version stand, by the newest approvals of its playbook."""
    if not getattr(template.text, language).strip():
        return Standing(language, TextState.MISSING)
    row = rows.get((version.playbook_id, template.key, language))
    if row is None:
        return Standing(language, TextState.NEVER)
    if row.digest != digest(template, language):
        return Standing(language, TextState.REWORDED, row)
    if row.ended_at is not None:
        revoked = row.ended_why == TextEnd.REVOKED
        return Standing(language, TextState.REVOKED if revoked else TextState.REWORDED, row)
    moment = at or now()
    if row.expires_at <= moment:
        return Standing(language, TextState.EXPIRED, row, 0)
    left = row.expires_at - moment
    state = TextState.SOON if left <= SOON else TextState.APPROVED
    return Standing(language, state, row, left.days)


def why_not(
    version: PlaybookVersion | None,
    template: Template,
    languages: Iterable[str],
    *,
    rows: Mapping[Place, TextApproval] | None = None,
    lock: bool = False,
) -> str:
    """Why words in these languages may not go the short way now; empty where they may.

    With `lock` a revocation at this very moment has gone first, or waits.
    """
    if version is None:
        return _("The text was written freely.")
    if lock:
        hold(version.playbook_id, key=template.key)
    known = newest([version.playbook_id]) if rows is None else rows
    moment = now()
    for language in languages:
        if sentence := standing(version, template, language, known, moment).why_not:
            return sentence
    return ""


def _why(found: Standing) -> str:
    words = {"vi": _("Vietnamese words"), "en": _("English words")}[found.language]
    row = found.approval
    if found.state == TextState.EXPIRED and row:
        day = date_format(localtime(row.expires_at), "H:i d/m/Y")
        return _("%(words)s: the approval ran out at %(day)s.") % {"words": words, "day": day}
    sentences = {
        TextState.MISSING: _("%(words)s: there are none."),
        TextState.REVOKED: _("%(words)s: the approval was revoked."),
        TextState.REWORDED: _("%(words)s: others than those that were approved."),
        TextState.NEVER: _("%(words)s: no person has approved them in peacetime."),
    }
    return sentences[TextState(found.state)] % {"words": words}
