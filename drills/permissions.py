"""Who rehearses: those who work and the admin; those who only watch, watch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import rules

from drills.models import Drill
from teams.models import Role
from teams.permissions import belongs, brand_id_of, holds_role, is_insider
from teams.roles import WORKING, has_role

if TYPE_CHECKING:
    from teams.models import User

#: Who may start a drill.
RUNNERS = frozenset({*WORKING, Role.ADMIN})
#: Who writes scenarios, and so knows what is to come.
WRITERS = frozenset({Role.MANAGER, Role.ADMIN})


def reads_script(user: User, subject: Any) -> bool:
    """Whoever started or observes the drill, and writers of scenarios who do not play in it.

    `subject` is a drill or a scenario; of a scenario its running drill decides.
    """
    running = _running(subject)
    if running is not None:
        if running.started_by_id == user.pk or user.pk in running.observer_ids:
            return True
        # Whoever plays the story now reads it nowhere, not at an earlier drill of it either.
        if user.pk in running.player_ids:
            return False
    if isinstance(subject, Drill) and subject.started_by_id == user.pk:
        return True
    scenario = subject.scenario if isinstance(subject, Drill) else subject
    return has_role(user, brand_id_of(scenario) or 0, WRITERS)


def _running(subject: Any) -> Drill | None:
    """The drill that tells the story now."""
    if isinstance(subject, Drill):
        return subject if subject.is_running else subject.told_again
    rows = Drill.objects.running().filter(scenario=subject)
    return rows.select_related("incident").first()


read_script = rules.predicate(reads_script)

rules.add_perm("drills.view", belongs)
rules.add_perm("drills.run", holds_role(*RUNNERS))
rules.add_perm("drills.observe", is_insider)
rules.add_perm("drills.prepare", holds_role(Role.MANAGER, Role.ADMIN))
rules.add_perm("drills.write", holds_role(*WRITERS))
rules.add_perm("drills.read_script", read_script)
