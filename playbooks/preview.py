"""“Who would be asked”: a chain told with the names of the people who are there today."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from playbooks import offices
from playbooks.chains import singles
from playbooks.enums import Office
from playbooks.roster import Roster

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.utils.functional import _StrPromise

    from playbooks.chains import ChainStep
    from teams.models import Brand


@dataclass(frozen=True)
class Seat:
    """An office and who sits there."""

    office: str | _StrPromise
    #: None for an office that depends on the case.
    people: list[str] | None
    #: (who, in place of whom or nobody for a deputy, until when)
    standing: list[tuple[str, str, datetime | None]]


@dataclass(frozen=True)
class Ask:
    """One signature: who is asked, and who after them."""

    holders: list[Seat]
    backups: list[Seat]
    only_types: tuple[str, ...]

    @property
    def nobody(self) -> bool:
        """Whether neither an office nor its backup has anybody."""
        return not any(seat.people is None or seat.people for seat in self.holders + self.backups)


def who_is_asked(brand: Brand, steps: Iterable[ChainStep]) -> list[list[Ask]]:
    """The signatures of each stage, in the order in which they are asked for."""
    roster = Roster(brand.pk)
    ordered = sorted(
        (single for step in steps for single in singles(step)), key=lambda step: step.order
    )
    return [
        [
            Ask(_seats(step.holders, roster), _seats(step.backups, roster), step.only_types)
            for step in stage
        ]
        for _order, stage in groupby(ordered, key=lambda step: step.order)
    ]


def _seats(names: Iterable[str], roster: Roster) -> list[Seat]:
    return [_seat(name, roster) for name in names]


def _seat(name: str, roster: Roster) -> Seat:
    label = Office(name).label
    if name not in offices.OFFICES:
        return Seat(label, None, [])
    people = sorted(roster.by_person[pk].user.name for pk in roster.holders(name))
    standing = [
        (row.person.name, row.giver.name if row.giver else "", row.until)
        for row in roster.stand_ins
        if row.office == name
    ]
    return Seat(label, people, standing)
