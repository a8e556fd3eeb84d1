"""Choosing the branch on which a story goes on: once, by whoever controls the drill.

The minutes of a branch count from the beginning of the story, as all others do. Chosen late, the
whole branch moves back: its first inject comes at once and the rest keep their distances, for a
handful of injects in one moment would rehearse nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.errors import Blocked, Refusal
from crisisdesk.kernel.rights import require
from drills.models import InjectRun
from drills.services.running import deliver, hold

if TYPE_CHECKING:
    from drills.models import Drill, Inject
    from teams.models import User


@dataclass(frozen=True)
class Branch:
    """A way the story may go on."""

    name: str
    injects: list[Inject]

    @property
    def label(self) -> str:
        return self.injects[0].branch_label

    @property
    def values(self) -> dict[str, str]:
        """What the button that chooses it sends."""
        return {"branch": self.name}


def branches(drill: Drill) -> list[Branch]:
    """The ways that the scenario knows, in the order in which they begin."""
    found: dict[str, list[Inject]] = {}
    for inject in drill.scenario.story().exclude(branch=""):
        found.setdefault(inject.branch, []).append(inject)
    return [Branch(name, injects) for name, injects in found.items()]


@transaction.atomic
def choose_branch(drill: Drill, *, actor: User, branch: str) -> Drill:
    """Let the story go on this way; the injects of the other ways never come."""
    require(actor, "drills.drive", drill)
    drill = hold(drill.pk)
    if not drill.is_running:
        raise Blocked([Refusal("ended", _("This drill has ended already."))])
    if drill.branch:
        sentence = _("The branch “%(branch)s” was chosen already.") % {"branch": drill.branch_label}
        raise Blocked([Refusal("branch_chosen", sentence)])
    chosen = next((one for one in branches(drill) if one.name == branch), None)
    if chosen is None:
        raise ValidationError({"branch": _("The scenario has no such branch.")})
    drill.branch, drill.branch_at, drill.branch_by = chosen.name, now(), actor
    drill.save(update_fields=["branch", "branch_at", "branch_by"])
    _set_on_the_clock(drill, chosen)
    deliver(drill)
    return drill


def _set_on_the_clock(drill: Drill, chosen: Branch) -> None:
    # While the story stands still, its clock shows when it stopped.
    since = drill.paused_at or now()
    told = story_minutes(drill)
    late = max(told - chosen.injects[0].at_minute, 0)
    runs = [
        InjectRun(
            drill=drill,
            inject=inject,
            due_at=since + timedelta(minutes=(inject.at_minute + late - told) / drill.speed),
        )
        for inject in chosen.injects
    ]
    InjectRun.objects.bulk_create(runs)
    # The story lasts as long as its last inject, where the branch was moved beyond the end.
    if (last := max(run.due_at for run in runs)) > drill.ends_at:
        drill.story_ends_at = last
        drill.save(update_fields=["story_ends_at"])


def story_minutes(drill: Drill) -> float:
    """How many minutes of the story have passed, whatever its pace was."""
    left = (drill.ends_at - (drill.paused_at or now())).total_seconds() / 60
    return drill.scenario.minutes - left * drill.speed
