"""The lines of the log that a review prints: by a rule, unless somebody ticked otherwise."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from incidents import sentences
from incidents.models import Review, Tick
from incidents.selectors import log
from incidents.verbs import Verb

if TYPE_CHECKING:
    from incidents.models import Incident
    from teams.models import User

#: What a reader must know: how the case moved, what was decided, what was said and missed.
_GROUPS = {"state", "decisions", "public"}
_BESIDES = {Verb.APPROVAL_OVERDUE, Verb.PROMISE_OVERDUE, Verb.ENQUIRY_MISSED, Verb.CLOCK_BREACHED}
#: The office of the case, not its story.
_NOT = {Verb.DOSSIER_MADE, Verb.SPIKE_SEEN}
RULE = (
    frozenset(
        verb for verb, wording in sentences.WORDINGS.items() if wording.group in _GROUPS
    ).union(_BESIDES)
    - _NOT
)


@dataclass(frozen=True)
class Curated:
    """A line of the log, whether the review prints it, and the reviewer's comment."""

    line: log.Line
    kept: bool
    by_rule: bool
    comment: str
    first_of_day: bool = False

    def __getattr__(self, name: str) -> Any:
        """Reads like the line itself."""
        return getattr(self.line, name)

    @property
    def remark(self) -> str:
        """The words beside the line and the comment, as one text."""
        return " — ".join(filter(None, (self.line.words, self.comment)))


def ruled(verb: str) -> bool:
    """Whether the rule takes such a line in."""
    return verb in RULE


def ticked(
    incident: Incident, viewer: User, *, after: int = 0, limit: int | None = None
) -> list[Curated]:
    """Every line that the viewer may read, with its tick; two queries beyond those of the log."""
    review = Review.objects.filter(incident=incident, round=incident.round).first()
    ticks = {tick.seq: tick for tick in Tick.objects.filter(review=review)} if review else {}
    found = []
    for line in log.lines(incident, viewer, after=after, limit=limit):
        rule, tick = ruled(line.entry.verb), ticks.get(line.seq)
        kept = tick.kept if tick else rule
        found.append(Curated(line, kept, rule, tick.comment if tick else ""))
    return found


def printed(incident: Incident, viewer: User) -> list[Curated]:
    """Only what the review prints."""
    kept = [line for line in ticked(incident, viewer) if line.kept]
    days = [timezone.localdate(line.at) for line in kept]
    return [
        replace(line, first_of_day=number == 0 or days[number] != days[number - 1])
        for number, line in enumerate(kept)
    ]
