"""Who signs in a brand at one moment: the holders of its offices and who stands in for them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from crisisdesk.kernel.clock import now
from playbooks import offices
from playbooks.models import Delegation, Deputy, OfficeHours

if TYPE_CHECKING:
    from datetime import datetime

    from teams.models import Membership, User


@dataclass(frozen=True)
class StandIn:
    """Somebody who may sign for an office: by the word of its holder, or while it is closed."""

    office: str
    person: User
    #: Whose signature it is; None for a deputy, who stands in for the office itself.
    giver: User | None
    until: datetime | None
    #: Who decided on this person.
    chosen_by: int
    delegation_id: int | None = None

    @property
    def is_deputy(self) -> bool:
        return self.giver is None

    @property
    def people(self) -> set[int]:
        """Whoever has spoken when this person signs: nobody speaks twice on one text."""
        return {self.person.pk} | ({self.giver.pk} if self.giver else set())


class Roster:
    """Read when first asked for, and then the same until it is thrown away."""

    def __init__(self, brand_id: int, at: datetime | None = None) -> None:
        self.brand_id = brand_id
        self.at = at or now()

    @cached_property
    def members(self) -> list[Membership]:
        return list(offices.places([self.brand_id]))

    @cached_property
    def delegations(self) -> list[Delegation]:
        return list(Delegation.objects.active(self.at).of_brands([self.brand_id]))

    @cached_property
    def deputies(self) -> list[Deputy]:
        found = Deputy.objects.filter(brand=self.brand_id)
        return list(found.select_related("user", "brand__office_hours"))

    @cached_property
    def by_person(self) -> dict[int, Membership]:
        return {row.user_id: row for row in self.members}

    def holders(self, office: str) -> set[int]:
        """Everyone who holds an office of the brand."""
        return {row.user_id for row in self.members if offices.fits(row, office)}

    @cached_property
    def hours(self) -> OfficeHours:
        """When the offices are staffed; only asked where there is a deputy."""
        return getattr(self.deputies[0].brand, "office_hours", None) or OfficeHours.usual(
            self.brand_id
        )

    @cached_property
    def stand_ins(self) -> list[StandIn]:
        """Whoever stands in right now: a delegate of a real holder, a deputy while it is closed."""
        return [*self._delegates(), *self._deputies()]

    def _delegates(self) -> list[StandIn]:
        return [
            StandIn(row.office, row.to, row.giver, row.ends_at, row.created_by_id, row.pk)
            for row in self.delegations
            # No chains: a delegate holds nothing that could be passed on.
            if row.giver_id in self.holders(row.office) and row.to_id in self.by_person
        ]

    def _deputies(self) -> list[StandIn]:
        if not self.deputies or self.hours.open_at(self.at):
            return []
        until = self.hours.next_opening(self.at)
        return [
            StandIn(row.office, row.user, None, until, row.named_by_id)
            for row in self.deputies
            if row.user_id in self.by_person
        ]
