"""How a person wants to meet pictures from outside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from teams.models import ViewingChoice

if TYPE_CHECKING:
    from teams.models import User


def always(person: User) -> bool:
    """Whether pictures are covered also when they were opened before."""
    return ViewingChoice.objects.filter(pk=person.pk, always_veil=True).exists()


def choose(person: User, *, always_veil: bool) -> None:
    ViewingChoice.objects.update_or_create(user=person, defaults={"always_veil": always_veil})
