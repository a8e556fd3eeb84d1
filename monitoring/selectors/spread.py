"""The spread ladder of a signal or a case, beside what is noted on the case."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from crisisdesk.kernel.rights import may
from monitoring import ports
from monitoring.ladder import climb
from monitoring.models import Mention
from playbooks.common_data import axes

if TYPE_CHECKING:
    from incidents.models import Incident
    from monitoring.ladder import Ladder
    from monitoring.models import Signal
    from playbooks.common_data import Rung
    from teams.models import User

AXIS = "spread"


@dataclass(frozen=True, slots=True)
class Spread:
    """How far it is, and for a case what that proposes."""

    ladder: Ladder
    case: Incident | None = None
    may_note: bool = False

    @property
    def proposal(self) -> Rung | None:
        """A rung higher than the one noted on the case; None where there is nothing to note."""
        top = self.ladder.top
        if self.case is None or top is None:
            return None
        keys = [step.rung.key for step in self.ladder.steps]
        noted = keys.index(self.case.spread_rung) if self.case.spread_rung in keys else -1
        return top.rung if keys.index(top.rung.key) > noted else None

    @property
    def score(self) -> int | None:
        """What the highest rung suggests at least on the severity axis "spread"."""
        return self.ladder.top.rung.axis_spread if self.ladder.top else None

    @property
    def score_words(self) -> str:
        """That score in the words of the severity matrix."""
        axis = next(axis for axis in axes() if axis.key == AXIS)
        return next((str(one.label) for one in axis.scores if one.score == self.score), "")

    @property
    def scored_lower(self) -> bool:
        """Whether the case is scored below what the ladder suggests."""
        scored = self.case.score_spread if self.case else None
        return scored is not None and self.score is not None and scored < self.score


def of_incident(incident: Incident, viewer: User | None = None) -> Spread:
    """The ladder of a case."""
    may_note = bool(viewer and may(viewer, "incidents.edit", incident))
    return Spread(climb(ports.heard(incident)), incident, may_note)


def of_signal(signal: Signal, viewer: User) -> Spread:
    """The ladder of an episode, with the mentions of its case where the reader may see it."""
    if signal.incident is not None:
        return of_incident(signal.incident, viewer)
    return Spread(climb(Mention.objects.filter(signal=signal)))
