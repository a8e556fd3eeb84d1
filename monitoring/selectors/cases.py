"""What comes along with a mention or signal: its case as far as one may see it, its pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Prefetch

from incidents.models import Incident
from monitoring.models import Correction, Screenshot

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from monitoring.models import Mention
    from teams.models import User


def case_for(user: User) -> Prefetch:
    """Fills `incident` in one query; it reads as None where the person may not see the case."""
    return Prefetch("incident", Incident.objects.visible_to(user))


def with_pictures() -> Prefetch:
    """Fills `shots` with the mentions' screenshots in one query."""
    return Prefetch("screenshots", Screenshot.objects.only("mention_id"), to_attr="shots")


def for_rows(mentions: QuerySet[Mention], viewer: User) -> QuerySet[Mention]:
    """With everything that a row of a mention shows, in a number of queries that does not grow.

    Corrections come in a query of their own: joined to a table in many parts, they would have
    the database read and join a whole month before it takes the first page.
    """
    return mentions.select_related("source").prefetch_related(
        case_for(viewer), with_pictures(), Prefetch("correction", with_hands())
    )


def with_hands() -> QuerySet[Correction]:
    """People's words against the classifier's, each with who said it."""
    return Correction.objects.select_related("by")
