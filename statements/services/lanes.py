"""The short way ends with the approval of its prepared words, even for a text under way.

A signature that was given stands: a person has read the exact words. What waits unsigned goes the
full way from that second on; the sweep lays the further steps, and whoever signs in between is told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from crisisdesk.kernel.errors import Blocked, Refusal
from crisisdesk.kernel.sweeping import each
from incidents.verbs import Verb
from playbooks.enums import Lane
from statements.enums import State
from statements.fill import unsigned
from statements.models import Statement
from statements.services import steps
from statements.services.common import hold, line, tell_about, writers_of
from teams.automation import automation

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

CODE = "short_way_ended"
LONGER: _StrPromise = _(
    "The approval of the prepared words no longer holds: the text goes the full way, and more "
    "people are asked. Look at it again."
)


def sweep() -> int:
    """Every text that still waits on words nobody stands for any more."""
    waiting = Statement.objects.filter(status=State.IN_REVIEW, lane=Lane.FAST)
    rows = waiting.select_related("incident", "playbook_version")
    return each(rows, lambda words: follow(words) if unsigned(words) else 0)


@transaction.atomic
def follow(words: Statement) -> int:
    """Take a text out of the short way if its words are not approved now; how many more sign."""
    words = hold(words)
    if words.status != State.IN_REVIEW or words.lane != Lane.FAST:
        return 0
    why = unsigned(words)
    if not why:
        return 0
    words.lane = Lane.FULL
    words.save(update_fields=["lane"])
    added = steps.add_missing(words)
    if added:
        line(words, Verb.NOTED, automation(), typed=_in_the_log(words))
        key = f"v{words.current_version}"
        tell_about(words, "full_way", writers_of(words), key=key, count=added)
    return added


def before_signing(words: Statement) -> None:
    """Refuse a signature that would be the short way's only one, and ask the others first."""
    if words.lane == Lane.FAST and unsigned(words) and follow(words):
        raise Blocked([Refusal(CODE, LONGER)])


def at_signing(words: Statement) -> None:
    """The same under the lock: an end at this very moment has gone first, or waits for us."""
    if words.lane == Lane.FAST and unsigned(words, lock=True):
        raise Blocked([Refusal(CODE, LONGER)])


def _in_the_log(words: Statement) -> str:
    """In the case's language of record."""
    with translation.override("vi"):
        return gettext(
            "%(statement)s goes the full way: the peacetime approval of its words no longer holds."
        ) % {"statement": words.reference}
