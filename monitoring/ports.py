"""Sockets that upper rooms plug into; they register in their AppConfig.ready()."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from monitoring.models import Mention

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet

    from incidents.models import Incident


@dataclass(frozen=True)
class Rehearsed:
    """What an invented public says in a drill; rows that have the columns of a mention."""

    posts: QuerySet[Any]
    #: The page that lists them.
    url: str


_drills: list[Callable[[Incident], Rehearsed | None]] = []


def rehearsed(source: Callable[[Incident], Rehearsed | None]) -> None:
    """Give what is said in a drill: it is kept apart from all that is really heard."""
    _drills[:] = [source]


def in_drill(incident: Incident) -> Rehearsed | None:
    """What the room of drills has for this case; None for a real one."""
    if not incident.is_drill or not _drills:
        return None
    return _drills[0](incident)


def heard(incident: Incident) -> QuerySet[Any]:
    """The mentions of a case; of a drill what its invented public says."""
    found = in_drill(incident)
    return found.posts if found else Mention.objects.filter(incident=incident)
