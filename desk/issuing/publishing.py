"""Handing the review out inside, and saying that one has read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import get_language, override

from crisisdesk.kernel.errors import Blocked, Refusal
from crisisdesk.kernel.rights import require
from crisisdesk.kernel.state import lock
from desk.issuing import unsaid
from desk.issuing.document import LANGUAGES, both, built
from incidents import guards
from incidents.enums_review import Naming
from incidents.models import Incident, Review, ReviewIssue, ReviewReading
from incidents.telling import tell_team
from teams import roles

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from teams.models import User


def refusals(incident: Incident, actor: User) -> list[Refusal]:
    """Why the review cannot be handed out yet: no signature, or words that are privileged.

    The words are looked at with their names: a secret with a name in it stays one without.
    """
    words = [built(incident, actor)]
    for language in LANGUAGES:
        if language != (get_language() or "")[:2]:
            with override(language):
                words.append(built(incident, actor))
    return [*guards.review_signed.refusals(incident), *unsaid.refusals(incident, *words)]


@transaction.atomic
def publish(incident: Incident, *, actor: User, naming: str) -> ReviewIssue:
    """Keep the words of now in both languages and tell everybody inside."""
    require(actor, "incidents.publish_review", incident)
    incident = lock(incident)
    if reasons := refusals(incident, actor):
        raise Blocked(reasons)
    content = both(incident, actor, Naming(naming))
    review = Review.objects.get(incident=incident, round=incident.round)
    newest = review.issues.order_by("-number").first()
    if newest is not None and newest.content == content:
        # A second press: the same words are out, and nobody is told of them twice.
        return newest
    number = newest.number + 1 if newest else 1
    issue = ReviewIssue.objects.create(
        review=review, number=number, naming=Naming(naming), content=content, by=actor
    )
    people = readers(incident).exclude(pk=actor.pk)
    tell_team(
        incident, "desk.review_published", people, key=f"review-published:{issue.pk}",
        url=address(incident, issue),
    )  # fmt: skip
    return issue


def readers(incident: Incident) -> QuerySet[User]:
    """Everybody inside who may see the case."""
    inside = roles.people(incident.brand_id, roles.INSIDERS)
    if not incident.restricted:
        return inside
    return inside.filter(Q(pk=incident.lead_id) | Q(pk__in=incident.allowed.values("pk")))


@transaction.atomic
def acknowledge(issue: ReviewIssue, *, actor: User) -> ReviewReading:
    """Say that one has read it; saying so twice is saying it once."""
    require(actor, "incidents.view_working", issue.review.incident)
    return ReviewReading.objects.get_or_create(issue=issue, by=actor)[0]


def address(incident: Incident, issue: ReviewIssue) -> str:
    return reverse("incidents:review-issue", args=[incident.reference, issue.pk])
