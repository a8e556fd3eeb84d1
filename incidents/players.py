"""Who plays a drill: its lead and those whom it names. Nobody else hears or finds what it brings."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q

from incidents.models import Incident

if TYPE_CHECKING:
    from collections.abc import Iterable

    from teams.models import User

#: The reference of a drill's case, wherever it stands.
_DRILL = re.compile(r"\bDRL-(\d{1,9})\b")
_CASE = "incident"


def of_case(incident: Incident) -> set[int]:
    named = Incident.allowed.through.objects.filter(incident_id=incident.pk)
    return {incident.lead_id, *named.values_list("user_id", flat=True)} - {None}


def of_number(number: int) -> set[int]:
    """Players of the drill of that number, in one question; nobody where there is none."""
    rows = Incident.objects.filter(number=number, is_drill=True).order_by()
    return {who for row in rows.values_list("lead", "allowed") for who in row} - {None}


def plays(user: User, incident: Incident) -> bool:
    return incident.is_drill and user.pk in of_case(incident)


def played(user: User, case: str = _CASE) -> Q:
    """Rows whose `case` is a drill that the person plays."""
    named = Incident.allowed.through.objects.filter(
        incident_id=OuterRef(f"{case}_id"), user_id=user.pk
    )
    mine = Q(**{f"{case}__lead": user}) | Q(Exists(named))
    return Q(**{f"{case}__is_drill": True}) & mine


def real_or_played(user: User) -> Q:
    """Cases that are real, and drills that the person plays."""
    named = Incident.allowed.through.objects.filter(incident_id=OuterRef("pk"), user_id=user.pk)
    return Q(is_drill=False) | Q(lead=user) | Q(Exists(named))


def hearers(subject: str, url: str, people: Iterable[User]) -> list[User]:
    """Those of `people` who may hear it: about a drill its players, whatever room tells it."""
    numbers = {int(n) for text in (subject, url) for n in _DRILL.findall(text)}
    heard = list(people)
    for number in numbers:
        allowed = of_number(number)
        heard = [person for person in heard if person.pk in allowed]
    return heard
