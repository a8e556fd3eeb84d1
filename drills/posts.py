"""What the players of a drill see of its invented public."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.vocabulary import Sentiment
from drills.models import Drill, DrillPost
from incidents import players
from monitoring.enums import Platform
from monitoring.ports import Rehearsed

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from django.db.models import QuerySet

    from incidents.models import Incident
    from teams.models import User


def shown_to(user: User, pk: int) -> QuerySet[Drill]:
    """The drill, for players, observers and whoever started it: nobody else finds its posts."""
    watched = Drill.observers.through.objects.filter(drill_id=OuterRef("pk"), user_id=user.pk)
    mine = Q(started_by=user) | players.played(user) | Q(Exists(watched))
    found = Drill.objects.visible_to(user).filter(mine, pk=pk)
    return found.select_related("scenario", "incident__brand", "incident__lead")


def said(drill: Drill) -> QuerySet[DrillPost]:
    """The posts whose minute of the story has come."""
    return DrillPost.objects.filter(drill=drill, posted_at__lte=_moment(drill))


def _moment(drill: Drill) -> datetime:
    """Where the story stands: posts stop with it."""
    stops = [at for at in (drill.ended_at, drill.paused_at) if at]
    return min([*stops, now()])


def find(drill: Drill, wanted: Mapping[str, str]) -> QuerySet[DrillPost]:
    """The newest first, by the filters of the address; one that does not exist filters nothing."""
    found = said(drill).order_by("-posted_at", "-pk")
    if wanted.get("platform") in Platform.values:
        found = found.filter(platform=wanted["platform"])
    if wanted.get("label") in Sentiment.values:
        found = found.filter(label=wanted["label"])
    return found


def rehearsed(incident: Incident) -> Rehearsed | None:
    """For the case's own pages, through the socket of the monitoring."""
    drill = Drill.objects.filter(incident=incident).first()
    if drill is None:
        return Rehearsed(DrillPost.objects.none(), "")
    return Rehearsed(said(drill), reverse("drills:posts", args=[drill.pk]))
