"""Changing a brand's policies: people to tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from crisisdesk.kernel.rights import require
from crisisdesk.kernel.text import nfc, one_line
from playbooks.models import Stakeholder, StakeholderList

if TYPE_CHECKING:
    from collections.abc import Iterable

    from teams.models import User


@transaction.atomic
def save_stakeholder(
    stakeholder: Stakeholder, *, actor: User, lists: Iterable[StakeholderList] | None = None
) -> Stakeholder:
    """Add or change someone outside who is to be told, and the lists they are on."""
    require(actor, "playbooks.manage", stakeholder)
    stakeholder.save()
    if lists is not None:
        stakeholder.lists.set(lists)
    return stakeholder


@transaction.atomic
def remove_stakeholder(stakeholder: Stakeholder, *, actor: User) -> None:
    """Take somebody off the list."""
    require(actor, "playbooks.manage", stakeholder)
    stakeholder.delete()


@transaction.atomic
def save_list(row: StakeholderList, *, actor: User, name: str) -> StakeholderList:
    """Make a list of people who are told together, or call it otherwise."""
    require(actor, "playbooks.manage", row)
    row.name = one_line(nfc(name), 80)
    row.full_clean()
    row.save()
    return row


@transaction.atomic
def remove_list(row: StakeholderList, *, actor: User) -> None:
    """Drop a list; its people stay."""
    require(actor, "playbooks.manage", row)
    row.delete()
