"""Changing a brand's policies: people to tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from crisisdesk.kernel.rights import require
from playbooks.models import Stakeholder

if TYPE_CHECKING:
    from teams.models import User


@transaction.atomic
def save_stakeholder(stakeholder: Stakeholder, *, actor: User) -> Stakeholder:
    """Add or change someone outside who is to be told."""
    require(actor, "playbooks.manage", stakeholder)
    stakeholder.save()
    return stakeholder


@transaction.atomic
def remove_stakeholder(stakeholder: Stakeholder, *, actor: User) -> None:
    """Take somebody off the list."""
    require(actor, "playbooks.manage", stakeholder)
    stakeholder.delete()
