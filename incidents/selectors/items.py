"""Action items of the reviews a person may read: mine, late, nobody's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from incidents.models import ActionItem, Incident
from teams.models import Membership
from teams.roles import INSIDERS, memberships

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet

    from incidents.models import Review
    from teams.models import User


def _belongs() -> Exists:
    """Whether the owner still works for the brand of the case."""
    places = Membership.objects.filter(
        user=OuterRef("owner"),
        brand=OuterRef("review__incident__brand"),
        is_active=True,
        user__is_active=True,
        role__in=INSIDERS,
    )
    return Exists(places)


def ownerless(items: QuerySet[ActionItem]) -> QuerySet[ActionItem]:
    """Items without an owner, or whose owner has left."""
    return items.filter(Q(owner=None) | ~_belongs())


def owned(items: QuerySet[ActionItem]) -> QuerySet[ActionItem]:
    """Items whose owner still belongs: whoever left the brand is told nothing of it any more."""
    return items.filter(_belongs())


def listing(user: User, wanted: Mapping[str, str]) -> QuerySet[ActionItem]:
    """By the filters of the address: whose (`mine`, `nobody`), which (`late`, `done`)."""
    mine = [row.brand_id for row in memberships(user).values() if row.role in INSIDERS]
    found = ActionItem.objects.filter(
        # Reviews are for insiders; who only watches sees none of their parts.
        review__incident__in=Incident.objects.visible_to(user),
        review__incident__brand__in=mine,
    )
    done = wanted.get("state") == "done"
    found = found.filter(done_at__isnull=not done)
    if wanted.get("state") == "late":
        found = found.filter(due_on__lt=timezone.localdate())
    if wanted.get("whose") == "mine":
        found = found.filter(owner=user)
    elif wanted.get("whose") == "nobody":
        found = ownerless(found)
    return (
        found.select_related("owner", "review__incident")
        .annotate(belongs=_belongs())
        .order_by("due_on", "id")
    )


def of_review(review: Review) -> QuerySet[ActionItem]:
    """The items of one review with their owners and what moved them."""
    rows = ActionItem.objects.filter(review=review).select_related("owner")
    return rows.prefetch_related("moves").annotate(belongs=_belongs())
