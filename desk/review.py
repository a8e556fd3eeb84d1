"""The post-incident review, assembled from what was recorded rather than written anew."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crisisdesk.kernel.rights import may
from incidents.models import Review
from incidents.selectors import cases, log, metrics

if TYPE_CHECKING:
    from incidents.models import Incident
    from teams.models import User


def assembled(incident: Incident, viewer: User) -> dict[str, Any]:
    """Everything of one case's review; the sections that people write stand beside it."""
    review = (
        Review.objects.filter(incident=incident, round=incident.round)
        .select_related("reviewer", "signed_by")
        .first()
    )
    lessons = (
        review.lessons.select_related("by", "playbook").prefetch_related("action_items__owner")
        if review
        else []
    )
    close = next((m for m in cases.moves(incident, viewer) if m.name == "close"), None)
    return {
        "incident": incident,
        "drill": incident.is_drill,
        "review": review,
        "lessons": lessons,
        "items": review.action_items.select_related("owner") if review else [],
        "earlier": incident.reviews.exclude(round=incident.round).select_related("reviewer"),
        "spans": metrics.spans(incident),
        "adherence": metrics.first_hour(incident),
        "breaches": incident.clocks.filter(breached_at__isnull=False),
        "decisions": incident.decisions.select_related("by"),
        "facts": incident.facts.exclude(visibility="privileged"),
        "claims": incident.claims.all(),
        "lines": log.lines(incident, viewer),
        "assignments": incident.assignments.select_related("user"),
        "close": close,
        "may_contribute": may(viewer, "incidents.contribute_to_review", incident),
        "may_name": may(viewer, "incidents.name_reviewer", incident),
        "may_sign": may(viewer, "incidents.review", incident),
    }
