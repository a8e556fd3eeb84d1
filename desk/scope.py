"""Which cases a page asks about for one person: decided once, then named to every question.

An object of one request, never kept longer: who may see what is decided anew by the next page.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from incidents.enums import Status
from incidents.models import Incident

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from teams.models import User


class Open(NamedTuple):
    """What is known of every case before it is read."""

    pk: int
    brand_id: int
    status: str
    lead_id: int | None


class Cases:
    """All open cases that the person may see, or one that they have been let into.

    `without` names the kinds of work of which the page has read already that there is none.
    """

    def __init__(
        self, user: User, incident: Incident | None = None, without: Iterable[str] = ()
    ) -> None:
        self.user = user
        self.incident = incident
        self.without = frozenset(without)
        self._known = {incident.pk: incident} if incident else {}

    @cached_property
    def all(self) -> list[Open]:
        """Newest first."""
        if (one := self.incident) is not None:
            return [Open(one.pk, one.brand_id, one.status, one.lead_id)]
        seen = Incident.objects.visible_to(self.user).open().order_by("-id")
        return [Open(*row) for row in seen.values_list(*Open._fields)]

    @cached_property
    def ids(self) -> list[int]:
        return [case.pk for case in self.all]

    @property
    def new(self) -> list[int]:
        """Those that nobody leads yet."""
        return [
            case.pk for case in self.all if case.status == Status.DETECTED and case.lead_id is None
        ]

    def learn(self, cases: Iterable[Incident]) -> None:
        """These have been read already."""
        self._known |= {case.pk: case for case in cases}

    def rows(self, found: QuerySet[Any], most: int, ids: list[int] | None = None) -> list[Any]:
        """The first rows of these cases, or of some of them, each with its case."""
        if not (wanted := self.ids if ids is None else ids):
            return []
        rows = list(found.filter(incident__in=wanted)[:most])
        if missing := {row.incident_id for row in rows} - self._known.keys():
            self.learn(Incident.objects.select_related("brand").filter(pk__in=missing))
        # A sample may be taken away between the two questions.
        rows = [row for row in rows if row.incident_id in self._known]
        for row in rows:
            row.incident = self._known[row.incident_id]
        return rows
