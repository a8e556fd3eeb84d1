"""Reusable filters of cases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, OuterRef, Q

from incidents.enums import Status
from teams.roles import brand_ids

if TYPE_CHECKING:
    from teams.models import User


class IncidentQuerySet(models.QuerySet["Incident"]):
    """Reusable filters."""

    def visible_to(self, user: User) -> IncidentQuerySet:
        """Cases of the person's brands; a restricted case only for those it names."""
        # A subquery, for a join would list a case once per person named.
        named = self.model.allowed.through.objects.filter(incident=OuterRef("pk"), user=user)
        mine = Q(restricted=False) | Q(lead=user) | Exists(named)
        return self.filter(mine, brand_id__in=brand_ids(user))

    def open(self) -> IncidentQuerySet:
        return self.filter(status__in=Status.open_states)

    def real(self) -> IncidentQuerySet:
        return self.filter(is_drill=False)
