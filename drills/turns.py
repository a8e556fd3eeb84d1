"""Whose turn it was: what each player did first after something had come to them."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.vocabulary import IncidentRole
from incidents.models import RoleAssignment, TimelineEntry

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime, timedelta

    from drills.models import Drill, InjectRun


@dataclass(frozen=True)
class Turn:
    """One inject, for whom it was, and the first line of the log by one of them."""

    minute: int
    #: A role of the case; empty for everybody's turn.
    role: str
    who: tuple[str, ...] = ()
    length: timedelta | None = None
    did: str = ""
    observed: str = ""


@dataclass(frozen=True)
class Player:
    """All turns of one role: how many, how fast the first act, how many met in full."""

    role: str
    who: tuple[str, ...]
    turns: int
    acted: int
    median: timedelta | None
    met: int
    judged: int

    @property
    def label(self) -> str:
        return str(IncidentRole(self.role).label) if self.role else ""


def turns(drill: Drill) -> list[Turn]:
    """Every inject that came, in its order."""
    until = drill.ended_at or now()
    came = [run for run in drill.runs.all() if run.delivered_at]
    held = list(
        RoleAssignment.objects.filter(incident=drill.incident_id)
        .select_related("user")
        .order_by("assigned_at")
    )
    acts = list(
        TimelineEntry.objects.filter(incident=drill.incident_id, at__lte=until)
        .exclude(actor__is_automation=True)
        .select_related("actor")
        .order_by("seq")
    )
    return [_turn(run, _holders(run, held), acts) for run in came]


def _holders(run: InjectRun, held: list[RoleAssignment]) -> list[RoleAssignment]:
    """Who held the role at any time after the inject had come."""
    at = run.delivered_at
    return [
        row
        for row in held
        if row.role == run.inject.player and (row.ended_at is None or row.ended_at > at)
    ]


def _turn(run: InjectRun, holders: list[RoleAssignment], acts: list[TimelineEntry]) -> Turn:
    since = run.delivered_at
    assert since is not None  # noqa: S101 -- `turns` asks for those that came
    first = _first(acts, since, {row.user_id for row in holders})
    return Turn(
        minute=run.inject.at_minute,
        role=run.inject.player,
        who=_names(holders, first),
        length=first.at - since if first else None,
        did=first.verb if first else "",
        observed=run.observed,
    )


def _names(holders: list[RoleAssignment], first: TimelineEntry | None) -> tuple[str, ...]:
    """Who held the role; where nobody did, whoever took it up."""
    names = [row.user.name for row in holders] or ([first.actor.name] if first else [])
    return tuple(dict.fromkeys(names))


def _first(acts: list[TimelineEntry], since: datetime, people: set[int]) -> TimelineEntry | None:
    """The first act of theirs; where nobody holds the role, of anybody."""
    mine = (one for one in acts if one.at >= since and (not people or one.actor_id in people))
    return next(mine, None)


def players(found: Iterable[Turn]) -> list[Player]:
    """The turns by role, in the order in which the roles came to play."""
    by_role: dict[str, list[Turn]] = {}
    for turn in found:
        by_role.setdefault(turn.role, []).append(turn)
    return [_player(role, rows) for role, rows in by_role.items()]


def _player(role: str, rows: list[Turn]) -> Player:
    lengths = [row.length for row in rows if row.length is not None]
    return Player(
        role=role,
        who=tuple(dict.fromkeys(name for row in rows for name in row.who)),
        turns=len(rows),
        acted=len(lengths),
        median=median(lengths) if lengths else None,
        met=sum(row.observed == "met" for row in rows),
        judged=sum(bool(row.observed) for row in rows),
    )
