"""Reusable filters of statements."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, OuterRef, Q

from incidents.models import Incident
from statements.enums import State
from teams.roles import INSIDERS, memberships

if TYPE_CHECKING:
    from teams.models import User


class StatementQuerySet(models.QuerySet["Statement"]):
    """Reusable filters."""

    def visible_to(self, user: User) -> StatementQuerySet:
        """Of the person's brands and cases; those who only watch see what was said, no drafts."""
        mine = memberships(user)
        inside = [brand for brand, row in mine.items() if row.role in INSIDERS]
        named = Incident.allowed.through.objects.filter(
            incident_id=OuterRef("incident_id"), user_id=user.pk
        )
        case = Q(incident__restricted=False) | Q(incident__lead=user) | Exists(named)
        seen = Q(brand_id__in=inside) | Q(status__in=State.public)
        return self.filter(case, seen, brand_id__in=list(mine))

    def live(self) -> StatementQuerySet:
        """Words that may still be said."""
        return self.filter(status__in=State.live)

    def said(self) -> StatementQuerySet:
        """Words that were published, whatever became of them."""
        return self.filter(status__in=State.public)
