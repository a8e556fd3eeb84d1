"""How a note on an item of evidence reads: the verb is that of any note, the data names the item."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as __

from incidents.verbs import Verb

if TYPE_CHECKING:
    from incidents.models import TimelineEntry

NOTED = __("%(actor)s noted on the evidence “%(evidence_title)s”")
WITHDRAWN = __("%(actor)s withdrew the evidence “%(evidence_title)s”")


def said_of_evidence(entry: TimelineEntry) -> Any:
    """The sentence of a note on evidence; None for every other line."""
    if entry.verb != Verb.NOTED or "evidence" not in entry.data:
        return None
    return WITHDRAWN if entry.data.get("withdrawn") else NOTED
