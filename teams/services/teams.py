"""Response teams of a brand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from crisisdesk.kernel.rights import require
from crisisdesk.kernel.text import nfc
from teams.models import Team, lower_email
from teams.roles import people

if TYPE_CHECKING:
    from collections.abc import Iterable

    from teams.models import Brand, User


@transaction.atomic
def make_team(brand: Brand, name: str, members: Iterable[str] = (), *, actor: User) -> Team:
    """A new response team; members are named by their addresses."""
    require(actor, "teams.manage_people", brand)
    team = Team(brand=brand, name=nfc(name).strip())
    team.full_clean()
    team.save()
    team.members.set(colleagues(brand, members))
    return team


@transaction.atomic
def change_team(
    team: Team, name: str | None = None, members: Iterable[str] | None = None, *, actor: User
) -> Team:
    """Another name or other members."""
    require(actor, "teams.manage_people", team.brand)
    if name is not None:
        team.name = nfc(name).strip()
        team.full_clean()
        team.save(update_fields=["name"])
    if members is not None:
        team.members.set(colleagues(team.brand, members))
    return team


def remove_team(team: Team, *, actor: User) -> None:
    """Dissolve a response team; its people stay."""
    require(actor, "teams.manage_people", team.brand)
    team.delete()


def colleagues(brand: Brand, addresses: Iterable[str]) -> list[User]:
    """People of the brand by address; an unknown one is said, not skipped."""
    wanted = {lower_email(address) for address in addresses}
    found = list(people(brand).filter(email__in=wanted))
    if unknown := wanted - {user.email for user in found}:
        sentence = _("Nobody in this brand has the address %(address)s.")
        raise ValidationError(
            {"members": [sentence % {"address": address} for address in sorted(unknown)]}
        )
    return found
