"""Who sees a drill from which side: control and observers see all, players what has come.

Registered beside `drills.permissions`; here are the rights in one drill, there those in a brand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import rules

from drills.models import Drill
from drills.permissions import RUNNERS, read_script
from incidents.models import Incident
from teams import roles
from teams.models import Role
from teams.permissions import is_insider

if TYPE_CHECKING:
    from teams.models import User

#: Who may step in for whoever started a drill, unless they play or observe.
STANDING_IN = frozenset({Role.MANAGER, Role.ADMIN})
#: What an observer still may in the case: look.
LOOKING = ("view", "see", "read")


def brand_of(drill: Drill) -> int:
    return drill.scenario.brand_id


@rules.predicate
def controls(user: User, drill: Drill) -> bool:
    """Whoever started it, while still of the brand."""
    return drill.started_by_id == user.pk and roles.role_in(user, brand_of(drill)) is not None


@rules.predicate
def watches(user: User, drill: Drill) -> bool:
    return user.pk in drill.observer_ids and roles.role_in(user, brand_of(drill)) is not None


@rules.predicate
def plays(user: User, drill: Drill) -> bool:
    return user.pk in drill.player_ids and roles.role_in(user, brand_of(drill)) is not None


@rules.predicate
def drives(user: User, drill: Drill) -> bool:
    """Exercise control: whoever started it; nobody who plays or observes beside them.

    A manager or admin who does neither may stand in; where whoever started it has left the
    brand, also one who plays, for somebody has to end it.
    """
    if drill.started_by_id == user.pk:
        return roles.has_role(user, brand_of(drill), RUNNERS)
    if user.pk in drill.observer_ids or not roles.has_role(user, brand_of(drill), STANDING_IN):
        return False
    if user.pk not in drill.player_ids:
        return True
    return roles.role_in(drill.started_by, brand_of(drill)) is None


@rules.predicate
def plays_it_again(user: User, drill: Drill) -> bool:
    """They play its story now, in a drill that they did not start."""
    again = drill.told_again
    if again is None or again.started_by_id == user.pk:
        return False
    return user.pk in again.player_ids


@rules.predicate
def belongs_to_it(user: User, drill: Drill) -> bool:
    return is_insider(user, drill.scenario)


@rules.predicate
def unwatched(_user: User, drill: Drill) -> bool:
    """Nobody was named to observe: then every insider may."""
    return not drill.observer_ids


@rules.predicate
def is_over(_user: User, drill: Drill) -> bool:
    return not drill.is_running


#: Injects that have not come; also after the end, for a story is told again.
rules.add_perm("drills.foresee", (controls | watches | read_script) & ~plays_it_again)
#: No player judges what they did themselves, unless nobody else started the drill.
rules.add_perm("drills.judge", controls | watches | (belongs_to_it & unwatched & ~plays))
#: What is expected when something has come: those who may judge it, and no player while it runs.
rules.add_perm("drills.read_expected", (controls | watches | read_script | (belongs_to_it & (is_over | (unwatched & ~plays)))) & ~plays_it_again)  # fmt: skip
#: Pace, branch, what comes by hand, the end.
rules.add_perm("drills.drive", drives)
rules.add_perm("drills.name_observers", controls)
#: The newsroom as it would have been, and what was held back.
rules.add_perm("drills.see_stage", controls | watches | plays)


def veto(user: Any, ability: str, subject: Any) -> bool:
    """An observer does nothing in the case of a drill that runs, whatever their role allows."""
    room, _dot, deed = ability.partition(".")
    if room == "drills" or deed.startswith(LOOKING):
        return False
    case = _case_of(subject)
    return case is not None and case.is_drill and user.pk in _onlookers(case)


def _case_of(subject: Any) -> Incident | None:
    """The case that a row belongs to; brands and playbooks belong to none."""
    if isinstance(subject, Incident):
        return subject
    found = getattr(subject, "incident", None)
    return found if isinstance(found, Incident) else None


def _onlookers(case: Incident) -> frozenset[int]:
    """Remembered on the row: a page asks for many rights of one case."""
    if not hasattr(case, "onlookers"):
        rows = Drill.observers.through.objects.filter(drill__incident=case.pk, drill__ended_at=None)
        case.onlookers = frozenset(rows.values_list("user_id", flat=True))  # type: ignore[attr-defined]
    return case.onlookers  # type: ignore[attr-defined]
