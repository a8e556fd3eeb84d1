"""What comes along with a mention or signal: its case as far as one may see it, its pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Prefetch

from incidents.models import Incident
from monitoring.models import Screenshot

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from monitoring.models import Mention
    from teams.models import User


def case_for(user: User) -> Prefetch:
    """Fills `incident` in one query; it reads as None where the person may not see the case."""
    return Prefetch("incident", Incident.objects.visible_to(user))


def with_pictures() -> Prefetch:
    """Fills `shots` with the mentions' screenshots in one query."""
    shots = Screenshot.objects.only("mention_id", "width", "height")
    return Prefetch("screenshots", shots, to_attr="shots")


def for_rows(mentions: QuerySet[Mention], viewer: User) -> QuerySet[Mention]:
    """With everything that a row of a mention shows, in a number of queries that does not grow."""
    shown = mentions.select_related("source", "correction__by", "second_look")
    return shown.prefetch_related(case_for(viewer), with_pictures())
