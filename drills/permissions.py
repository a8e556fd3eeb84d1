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

#: Who writes scenarios, and so knows what is to come.
WRITERS = frozenset({Role.MANAGER, Role.ADMIN})


def reads_script(user: User, subject: Any) -> bool:
    """Whoever started or observes the drill, and writers of scenarios who do not play in it.

    `subject` is a drill or a scenario; of a scenario its running drill decides.
    """
    drill = subject if isinstance(subject, Drill) else _running(subject)
    if drill is not None and drill.started_by_id == user.pk:
        return True
    if drill is not None and drill.is_running and user.pk in drill.observer_ids:
        return True
    scenario = subject.scenario if isinstance(subject, Drill) else subject
    if not has_role(user, brand_id_of(scenario) or 0, WRITERS):
        return False
    if drill is None or not drill.is_running:
        return True
    return not drill.incident.allowed.filter(pk=user.pk).exists()


def _running(scenario: Any) -> Drill | None:
    rows = Drill.objects.running().filter(scenario=scenario)
    return rows.select_related("incident").first()


read_script = rules.predicate(reads_script)

rules.add_perm("drills.view", belongs)
rules.add_perm("drills.run", holds_role(*WORKING, Role.ADMIN))
rules.add_perm("drills.observe", is_insider)
rules.add_perm("drills.prepare", holds_role(Role.MANAGER, Role.ADMIN))
rules.add_perm("drills.write", holds_role(*WRITERS))
rules.add_perm("drills.read_script", read_script)
