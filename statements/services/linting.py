"""Keeping a flagged phrase, with a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.errors import Blocked, Refusal
from crisisdesk.kernel.rights import require
from incidents.services.common import required
from incidents.verbs import Verb
from statements import lint
from statements.enums import State
from statements.models import LintOverride
from statements.services.common import hold, line

if TYPE_CHECKING:
    from statements.models import Statement
    from teams.models import User


@transaction.atomic
def keep_phrase(statement: Statement, *, actor: User, key: str, reason: str) -> list[LintOverride]:
    """Say why a flagged phrase stays; an error cannot be kept."""
    require(actor, "statements.write", statement.incident)
    reason = required("reason", reason)
    statement = hold(statement)
    findings = [f for f in lint.check(statement.version, statement) if f.key == key]
    if statement.status != State.DRAFT or not findings:
        sentence = _("There is no such phrase in a draft to keep.")
        raise Blocked([Refusal("no_finding", sentence)])
    if any(finding.is_error for finding in findings):
        raise Blocked([Refusal("lint_error", _("In this kind of text the phrase cannot stay."))])
    kept = LintOverride.objects.bulk_create(
        LintOverride(
            version=statement.version,
            key=key,
            phrases=list(finding.phrases),
            reason=reason,
            by=actor,
        )
        for finding in findings
        if not finding.kept_because
    )
    if kept:
        line(statement, Verb.LINT_OVERRIDDEN, actor, typed=reason, phrase=key)
    return kept
