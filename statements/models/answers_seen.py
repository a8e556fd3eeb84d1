"""Who finds which rows of the bank and of the press desk: the case's rules hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Exists, OuterRef, Q

from incidents import players
from incidents.models import Incident
from statements.enums_desk import AnswerState, EnquiryState
from teams.roles import INSIDERS, memberships

if TYPE_CHECKING:
    from teams.models import User


def of_visible_case(user: User) -> Q:
    """Rows of no case, or of one that the person may see."""
    named = Incident.allowed.through.objects.filter(
        incident_id=OuterRef("incident_id"), user_id=user.pk
    )
    free = Q(incident=None) | Q(incident__restricted=False)
    return free | Q(incident__lead=user) | Q(Exists(named))


def places(user: User) -> tuple[list[int], list[int]]:
    """The person's brands, and those where they are an insider."""
    mine = memberships(user)
    return list(mine), [brand for brand, row in mine.items() if row.role in INSIDERS]


class AnswerQuerySet(models.QuerySet[Any]):
    """Reusable filters."""

    def visible_to(self, user: User) -> AnswerQuerySet:
        """Of the person's brands and cases; the front line sees what is cleared, nothing else."""
        mine, inside = places(user)
        seen = Q(brand_id__in=inside) | Q(status=AnswerState.CLEARED)
        return self.filter(of_visible_case(user), seen, brand_id__in=mine)

    def cleared(self) -> AnswerQuerySet:
        return self.filter(status=AnswerState.CLEARED)


class EnquiryQuerySet(models.QuerySet[Any]):
    """Reusable filters."""

    def visible_to(self, user: User) -> EnquiryQuerySet:
        """For insiders of the brand who may see the case; what a drill asks, for its players."""
        real = Q(incident=None) | Q(incident__is_drill=False)
        mine = real | players.played(user)
        return self.filter(of_visible_case(user), mine, brand_id__in=places(user)[1])

    def running(self) -> EnquiryQuerySet:
        """Those whose deadline still runs."""
        return self.filter(state__in=EnquiryState.running)

    def unsettled(self) -> EnquiryQuerySet:
        return self.filter(state__in=EnquiryState.unsettled)
