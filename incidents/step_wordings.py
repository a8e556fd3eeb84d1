"""How it reads that an answer brings steps or spares them: the verb is that of any steps brought."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as __

from incidents.verbs import Verb

if TYPE_CHECKING:
    from incidents.models import TimelineEntry

BEGUN = __("“%(question)s” — %(answer)s: steps of the playbook that begin now: %(tasks)s")
SPARED = __("“%(question)s” — %(answer)s: steps of the playbook that do not apply: %(spared)s")


def said_of_steps(entry: TimelineEntry) -> Any:
    """The sentence of such a line; None for every other."""
    if entry.verb != Verb.TASKS_ADDED or "question" not in entry.data:
        return None
    return SPARED if "spared" in entry.data else BEGUN
