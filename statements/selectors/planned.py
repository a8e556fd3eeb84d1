"""What is to go out, and what holds it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statements.enums import Planned
from statements.models import CrisisHold, Schedule, Statement

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from teams.models import User


def hold_on(words: Statement) -> CrisisHold | None:
    """The hold that stands over a text: a drill's texts know drills' holds only."""
    return CrisisHold.objects.filter(
        brand=words.brand_id, is_drill=words.incident.is_drill, lifted_at=None
    ).first()


def standing(brand_ids: Iterable[int]) -> QuerySet[CrisisHold]:
    """Holds that are on in these brands."""
    found = CrisisHold.objects.filter(brand__in=list(brand_ids), lifted_at=None)
    return found.select_related("brand", "placed_by")


def planned(user: User) -> QuerySet[Schedule]:
    """Texts this person may see that are scheduled or held back, the next one first."""
    visible = Statement.objects.visible_to(user)
    rows = Schedule.objects.filter(state__in=Planned.live, statement__in=visible)
    named = rows.select_related("statement__incident__brand", "by", "hold")
    return named.prefetch_related("statement__versions")


def plan_of(words: Statement) -> Schedule | None:
    """The newest plan for a text: waiting, held back, or why it did not go out."""
    return words.schedules.select_related("by", "hold__placed_by").order_by("-id").first()
