"""Later words about an item of evidence: the item itself never changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.errors import Blocked, Refusal
from crisisdesk.kernel.rights import require
from crisisdesk.kernel.state import lock
from crisisdesk.kernel.vocabulary import Visibility
from incidents.selectors.evidence import withdrawn
from incidents.services.common import required
from incidents.timeline import record
from incidents.verbs import Verb

if TYPE_CHECKING:
    from incidents.models import Evidence, TimelineEntry
    from teams.models import User


@transaction.atomic
def add(evidence: Evidence, *, actor: User, text: str) -> TimelineEntry:
    """Write down something about the item."""
    require(actor, "incidents.work", evidence.incident)
    return _line(evidence, actor, required("text", text))


@transaction.atomic
def withdraw(evidence: Evidence, *, actor: User, reason: str) -> TimelineEntry:
    """Take the item out of use, with the reason; it stays where it is and is checked like the others."""
    require(actor, "incidents.work", evidence.incident)
    lock(evidence.incident)
    if evidence.pk in withdrawn(evidence.incident):
        sentence = _("This item is withdrawn already.")
        raise Blocked([Refusal("withdrawn", sentence)])
    return _line(evidence, actor, required("reason", reason), withdrawn=True)


def _line(evidence: Evidence, actor: User, words: str, **data: bool) -> TimelineEntry:
    if evidence.visibility == Visibility.PRIVILEGED:
        require(actor, "incidents.see_privileged", evidence.incident)
    return record(
        lock(evidence.incident),
        Verb.NOTED,
        actor,
        words=words,
        visibility=evidence.visibility,
        evidence=evidence.pk,
        **data,
    )
