"""Who can do what in a brand: for the page of teams, for planning duty, and for programs."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Prefetch, Q
from django.utils import timezone

from crisisdesk.kernel.vocabulary import IncidentRole
from teams.models import CrewCard, Holiday, Membership, Team, User

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from teams.models import Brand

#: Past holidays that a calendar still shows.
SHOWN_BACK = timedelta(days=60)


class Part(NamedTuple):
    """One role of a joint information centre, and who can fill it."""

    role: IncidentRole
    people: list[User]


def places(brand: Brand) -> QuerySet[Membership]:
    """Active people of a brand with their cards."""
    rows = Membership.objects.filter(brand=brand, is_active=True, user__is_active=True)
    return (
        rows.filter(user__is_automation=False)
        .select_related("user", "brand", "card__backup")
        .order_by("user__name_key", "pk")
    )


def cast(brand: Brand) -> list[Part]:
    """Every role with those who can fill it; nobody is worth seeing as well."""
    cards = [(row.user, row.card) for row in places(brand) if hasattr(row, "card")]
    return [
        Part(role, [user for user, card in cards if role.value in card.roles])
        for role in IncidentRole
    ]


def teams_of(brand: Brand) -> QuerySet[Team]:
    """Teams with their people."""
    people = User.objects.filter(is_active=True)
    return Team.objects.filter(brand=brand).prefetch_related(Prefetch("members", people))


def cards_of(brand_ids: list[int]) -> dict[tuple[int, int], CrewCard]:
    """Cards by brand and person; one query for any number of teams."""
    rows = CrewCard.objects.filter(membership__brand__in=brand_ids, membership__is_active=True)
    return {
        (card.membership.brand_id, card.membership.user_id): card
        for card in rows.select_related("membership", "backup")
    }


def calendar(brand: Brand) -> QuerySet[Holiday]:
    """Days that are written down for a brand or the whole desk, from two months ago on."""
    since = timezone.localdate() - SHOWN_BACK
    return Holiday.objects.filter(Q(brand=brand) | Q(brand=None), date__gte=since)
